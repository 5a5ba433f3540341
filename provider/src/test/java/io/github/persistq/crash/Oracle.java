package io.github.persistq.crash;

import io.github.persistq.crash.Fate.Group;
import io.github.persistq.crash.Fate.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Judges whether what a killed program said fits what its store delivered afterwards.
 *
 * <p>Events, each one line:
 * <pre>
 * S ID...           a send or commit of these messages has returned
 * R CONSUMER SIGHT  a message was received and is not acknowledged yet; for a consumer a... and d... it is
 * B CONSUMER        the consumer begins to settle all that it has
 * A CONSUMER ID...  that has returned, and with it the commit of these messages
 * N CONSUMER        the consumer is about to give back all that it has
 * E TEXT            something went wrong
 * </pre>
 *
 * <p>The first letter of a consumer tells its kind: a automatic, c client or m transacted, l listener with automatic
 * acknowledgement (its next receipt says that the one before is acknowledged), d the final reader. Messages that are not
 * persistent must survive a killed process as others do, and DUPS_OK_ACKNOWLEDGE must acknowledge as early as
 * AUTO_ACKNOWLEDGE, so there are no rules of their own for them.
 *
 * <p>Threading: one thread at a time.
 */
final class Oracle {
    private static final int MAX_VIOLATIONS = 20;

    private final Map<String, Fate> fates = new LinkedHashMap<>();
    private final Map<String, Group> held = new HashMap<>();
    private final Map<String, String> moves = new HashMap<>();
    private final Order order = new Order();
    private final List<String> violations = new ArrayList<>();
    private int generation;
    private int settled;
    private int kills;

    /** Takes in what the program said. */
    void apply(String event) {
        String[] words = event.split(" ", 3);
        switch (words[0]) {
            case "S" -> sent(event.substring(2).split(" "));
            case "R" -> received(words[1], Sighting.parse(words[2]));
            case "B" -> group(words[1]).become(Status.SETTLING);
            case "A" -> settled(words[1], words.length == 3 ? words[2].split(" ") : new String[0]);
            case "N" -> givenBack(words[1]);
            case "E" -> violation("an error: " + event);
            default -> {
                // Lines that tell the parent when to kill.
            }
        }
    }

    private void sent(String... ids) {
        for (String id : ids) {
            Fate fate = fate(id);
            fate.sent = true;
            moved(fate);
        }
    }

    private void received(String consumer, Sighting sighting) {
        Fate fate = fate(sighting.id());
        checkMessage(fate, sighting);
        checkStatus(fate);
        checkCount(fate, sighting);
        if (!sighting.redelivered() && !order.first(consumer, fate.id)) {
            violation("%s overtook another message of its lane %s", fate.id, fate.id.lane());
        }
        moved(fate);
        switch (consumer.charAt(0)) {
            case 'a' -> settle(fate);
            case 'd' -> {
                fate.drained = true;
                settle(fate);
            }
            case 'l' -> {
                settled(consumer);
                group(consumer).add(fate);
            }
            default -> group(consumer).add(fate);
        }
    }

    private void checkMessage(Fate fate, Sighting sighting) {
        MessageId id = fate.id;
        if (id.doomed()) {
            violation("%s was rolled back and arrived", id);
        }
        if (!sighting.intact()) {
            violation("%s has another body than it was sent with", id);
        }
        if (!sighting.queue().equals(id.queue()) || sighting.priority() != id.priority()) {
            violation(
                    "%s of queue %s and priority %d arrived in %s with %d",
                    id, id.queue(), id.priority(), sighting.queue(), sighting.priority());
        }
        if (sighting.persistent() != id.persistent()) {
            violation("%s arrived with persistent %b", id, sighting.persistent());
        }
    }

    private void checkStatus(Fate fate) {
        if (fate.status == Status.SETTLED) {
            violation("%s was received again after it was settled", fate.id);
        } else if (fate.status == Status.HELD || fate.status == Status.SETTLING) {
            violation("%s was received while a consumer has it", fate.id);
        } else if (fate.status == Status.UNCERTAIN && fate.group != null) {
            // Settling did not happen: then not for the others either.
            fate.group.become(Status.STORED);
        }
    }

    /** Each kill may hide one delivery that the program did not come to tell of. */
    private void checkCount(Fate fate, Sighting sighting) {
        int count = sighting.count();
        int least = Math.max(fate.sightings, fate.lastCount) + 1;
        int most = fate.sightings + 1 + generation - fate.id.generation();
        if (count < least || count > most) {
            violation("%s has the delivery count %d; expected %d to %d", fate.id, count, least, most);
        }
        if (sighting.redelivered() != count > 1) {
            violation("%s has the count %d and redelivered %b", fate.id, count, sighting.redelivered());
        }
        fate.sightings++;
        fate.lastCount = count;
    }

    /** If the message was moved here, its original is gone. */
    private void moved(Fate fate) {
        String origin = fate.id.origin();
        if (origin == null) {
            return;
        }
        String other = moves.putIfAbsent(origin, fate.id.toString());
        if (other != null && !other.equals(fate.id.toString())) {
            violation("%s was moved twice, to %s and %s", origin, other, fate.id);
        }
        Fate original = fate(origin);
        if (original.status == Status.STORED || original.status == Status.HELD) {
            violation("%s arrived, and its original is still there", fate.id);
        } else if (original.status == Status.UNCERTAIN && original.group != null) {
            original.group.become(Status.SETTLED);
        }
    }

    private void settle(Fate fate) {
        fate.status = Status.SETTLED;
        settled++;
    }

    private void settled(String consumer, String... moved) {
        Group group = held.remove(consumer);
        if (group != null) {
            group.become(Status.SETTLED);
            settled++;
        }
        sent(moved);
    }

    private void givenBack(String consumer) {
        Group group = held.remove(consumer);
        if (group != null) {
            group.become(Status.STORED);
        }
    }

    /** The process is dead; the next one begins. */
    void killed() {
        kills++;
        generation++;
        held.forEach((consumer, group) -> {
            boolean listens = consumer.startsWith("l");
            if (group.anyOf(moves.keySet())) {
                group.become(Status.SETTLED);
            } else {
                group.become(listens || group.is(Status.SETTLING) ? Status.UNCERTAIN : Status.STORED);
            }
        });
        held.clear();
        order.restart();
    }

    /** What is wrong so far. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    /** About how many messages are in the store. */
    int backlog() {
        return (int) fates.values().stream()
                .filter(fate -> fate.status != Status.SETTLED && fate.status != Status.UNCERTAIN)
                .filter(fate -> !Queues.AUTOMATIC.contains(fate.id.queue()))
                .count();
    }

    String summary() {
        return "%d kills, %d messages, %d settlements, %d moves, %d left"
                .formatted(kills, fates.size(), settled, moves.size(), backlog());
    }

    /** Judges the end, when consumer {@code drain} has received all that the store held. */
    List<String> finish() {
        Map<String, Integer> unseen = new TreeMap<>();
        for (Fate fate : fates.values()) {
            if (fate.sightings == 0 && Queues.AUTOMATIC.contains(fate.id.queue())) {
                unseen.merge(fate.id.queue(), 1, Integer::sum);
            } else if (fate.status != Status.SETTLED && fate.status != Status.UNCERTAIN) {
                violation("%s is lost: %s, received %d times", fate.id, fate.status, fate.sightings);
            } else if (fate.id.queue().equals(Queues.ORIGIN)
                    && !fate.drained
                    && !moves.containsKey(fate.id.toString())) {
                violation("%s is gone and was moved nowhere", fate.id);
            }
        }
        // The one consumer of such a queue acknowledges before it can tell: each kill may hide one message.
        unseen.forEach((queue, count) -> {
            if (count > kills) {
                violation("%d messages of %s are missing after %d kills", count, queue, kills);
            }
        });
        checkUnits();
        return violations();
    }

    private void checkUnits() {
        Map<String, Set<Integer>> arrived = new LinkedHashMap<>();
        Map<String, Fate> oneOf = new LinkedHashMap<>();
        for (Fate fate : fates.values()) {
            arrived.computeIfAbsent(fate.id.unitName(), name -> new TreeSet<>()).add(fate.id.index());
            oneOf.put(fate.id.unitName(), fate);
        }
        arrived.forEach((unit, indexes) -> {
            int size = oneOf.get(unit).id.size();
            if (indexes.size() != size) {
                violation("the unit of work %s of %d messages arrived in part: %s", unit, size, indexes);
            }
        });
        checkUnreturned(oneOf);
    }

    /** A sender is killed in one call: all before it had returned, and none comes after it. */
    private void checkUnreturned(Map<String, Fate> oneOf) {
        Map<String, TreeMap<Integer, Boolean>> bySender = new LinkedHashMap<>();
        oneOf.values()
                .forEach(fate -> bySender.computeIfAbsent(
                                fate.id.sender() + "." + fate.id.generation(), name -> new TreeMap<>())
                        .put(fate.id.unit(), fate.sent));
        bySender.forEach((sender, units) -> units.headMap(units.lastKey()).forEach((unit, sent) -> {
            if (!sent) {
                violation("the unit of work %s.%d arrived, did not return, and was not the last", sender, unit);
            }
        }));
    }

    private Fate fate(String id) {
        return fates.computeIfAbsent(id, name -> new Fate(MessageId.parse(name)));
    }

    private Group group(String consumer) {
        return held.computeIfAbsent(consumer, name -> new Group());
    }

    private void violation(String text, Object... arguments) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(arguments.length == 0 ? text : text.formatted(arguments));
        }
    }
}

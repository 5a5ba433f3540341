package io.github.persistq.crash;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges whether what a killed program said of its branches fits what its store holds afterwards.
 *
 * <p>Events, each one line:
 * <pre>
 * W BRANCH ID   the branch has received the message and sent its two copies
 * P BRANCH      its prepare has returned
 * C BRANCH      it is about to be committed, O in one phase
 * c BRANCH      that has returned
 * R BRANCH      it is about to be rolled back
 * r BRANCH      that has returned
 * E TEXT        something went wrong
 * </pre>
 *
 * <p>Threading: one thread at a time.
 */
final class XaLedger {
    /** What the program came to tell of a branch. */
    private enum Told {
        WORKED,
        PREPARED,
        COMMITTING,
        COMMITTING_AT_ONCE,
        COMMITTED,
        ROLLING_BACK,
        ROLLED_BACK
    }

    /** What the store holds. */
    record Holdings(List<String> in, List<String> outA, List<String> outB, List<String> prepared) {}

    private static final class Part {
        String id = "";
        Told told = Told.WORKED;
    }

    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final Set<String> stored = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private final Map<Told, Integer> atKill = new EnumMap<>(Told.class);
    private int kills;
    private int foundPrepared;
    private int foundCommitted;
    private int foundRolledBack;
    private int moved;

    /** A message was sent to the first queue. */
    void added(String id) {
        stored.add(id);
    }

    /** Takes in what the program said. */
    void apply(String event) {
        String[] words = event.split(" ", 3);
        switch (words[0]) {
            case "W" -> {
                Part part = new Part();
                part.id = words[2];
                parts.put(words[1], part);
            }
            case "P" -> told(words[1], Told.PREPARED);
            case "C" -> told(words[1], Told.COMMITTING);
            case "O" -> told(words[1], Told.COMMITTING_AT_ONCE);
            case "c" -> told(words[1], Told.COMMITTED);
            case "R" -> told(words[1], Told.ROLLING_BACK);
            case "r" -> told(words[1], Told.ROLLED_BACK);
            case "E" -> violations.add(event);
            default -> {
                // Lines that tell the parent when to kill.
            }
        }
    }

    private void told(String branch, Told what) {
        Part part = parts.get(branch);
        if (part == null) {
            violations.add("branch " + branch + " was told of before it worked: " + what);
        } else {
            part.told = what;
        }
    }

    /** Judges the store after a kill, before anybody recovers its branches. */
    void killed(Holdings held) {
        kills++;
        Set<String> out = checkedOut(held);
        Set<String> doubtful = new TreeSet<>();
        for (String branch : held.prepared()) {
            Part part = parts.get(branch);
            if (part == null) {
                violations.add("branch " + branch + " is prepared and never worked");
            } else {
                doubtful.add(part.id);
            }
        }
        parts.forEach((branch, part) -> check(branch, part, held.prepared().contains(branch), out.contains(part.id)));
        checkPlaces(held, out, doubtful);
    }

    /** What was moved; both copies of it or none. */
    private Set<String> checkedOut(Holdings held) {
        Set<String> out = new TreeSet<>(held.outA());
        if (!out.equals(new TreeSet<>(held.outB()))) {
            violations.add("the two queues differ: " + held.outA() + " and " + held.outB());
        }
        if (out.size() != held.outA().size() || out.size() != held.outB().size()) {
            violations.add("a message was moved twice: " + held.outA());
        }
        return out;
    }

    private void check(String branch, Part part, boolean prepared, boolean isOut) {
        if (part.told != Told.COMMITTED && part.told != Told.ROLLED_BACK) {
            atKill.merge(part.told, 1, Integer::sum);
        }
        boolean fits =
                switch (part.told) {
                    case WORKED -> true;
                    case PREPARED -> prepared;
                    case COMMITTING -> prepared != isOut;
                    case COMMITTING_AT_ONCE -> !prepared;
                    case COMMITTED -> !prepared && isOut;
                    case ROLLING_BACK, ROLLED_BACK -> part.told == Told.ROLLING_BACK || !prepared;
                };
        if (!fits) {
            violations.add("branch %s with message %s, last told %s, is %s and its message is %s"
                    .formatted(branch, part.id, part.told, prepared ? "prepared" : "not prepared", isOut ? "moved" : "not"));
        }
    }

    /** Each message is in one place: not moved, moved, or held by a branch that is prepared. */
    private void checkPlaces(Holdings held, Set<String> out, Set<String> doubtful) {
        Set<String> in = new TreeSet<>(held.in());
        if (in.size() != held.in().size()) {
            violations.add("a message is twice where it was: " + held.in());
        }
        for (String id : stored) {
            int places = (in.contains(id) ? 1 : 0) + (out.contains(id) ? 1 : 0) + (doubtful.contains(id) ? 1 : 0);
            if (places != 1) {
                violations.add("message %s is in %d places: in %b, out %b, prepared %b"
                        .formatted(id, places, in.contains(id), out.contains(id), doubtful.contains(id)));
            }
            if (out.contains(id) && !mayBeMoved(id)) {
                violations.add("message " + id + " was moved, and nobody had decided to commit");
            }
        }
        foundPrepared += doubtful.size();
        for (Part part : parts.values()) {
            if (part.told != Told.COMMITTED && part.told != Told.ROLLED_BACK && !doubtful.contains(part.id)) {
                if (out.contains(part.id)) {
                    foundCommitted++;
                } else {
                    foundRolledBack++;
                }
            }
        }
    }

    private boolean mayBeMoved(String id) {
        return parts.values().stream()
                .anyMatch(part -> part.id.equals(id)
                        && (part.told == Told.COMMITTING
                                || part.told == Told.COMMITTING_AT_ONCE
                                || part.told == Told.COMMITTED));
    }

    /** What is decided of a branch that is prepared: whether it commits; by default, whatever the caller says. */
    boolean commits(String branch, boolean otherwise) {
        Part part = parts.get(branch);
        if (part != null && part.told == Told.COMMITTING) {
            return true;
        }
        return (part == null || part.told != Told.ROLLING_BACK) && otherwise;
    }

    /** The outcomes that are decided of these branches, for the program to go on with. */
    String decisions(List<String> prepared) {
        List<String> decisions = new ArrayList<>();
        for (String branch : prepared) {
            if (commits(branch, false)) {
                decisions.add("C:" + branch);
            } else if (!commits(branch, true)) {
                decisions.add("R:" + branch);
            }
        }
        return String.join(",", decisions);
    }

    /** These messages were moved, and have been taken away. */
    void taken(List<String> ids) {
        stored.removeAll(ids);
        moved += ids.size();
        parts.values().removeIf(part -> ids.contains(part.id));
    }

    /** Forgets what the dead program said of branches that are not prepared: they have ended. */
    void forgetEnded(List<String> prepared) {
        parts.keySet().removeIf(branch -> !prepared.contains(branch));
    }

    int backlog() {
        return stored.size();
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    String summary() {
        return "%d kills: of the unfinished branches %d were found prepared, %d committed, %d rolled back; last told %s; %d messages moved"
                .formatted(kills, foundPrepared, foundCommitted, foundRolledBack, atKill, moved);
    }
}

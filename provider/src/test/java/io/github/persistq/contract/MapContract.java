package io.github.persistq.contract;

import static io.github.persistq.contract.Messages.bytes;
import static io.github.persistq.contract.Messages.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.persistq.spi.Bytes;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Maps: entries with versions, changed in units of work. */
abstract class MapContract extends ContractPart {
    private static final String MAP = "settings";

    @BeforeEach
    void openMap() {
        write(new Change.OpenMap(MAP, Map.of()));
    }

    @Test
    void readsBackWhatWasPut() {
        write(put("colour", "red"));

        MapEntry entry = engine.entry(MAP, bytes("colour"));
        assertThat(entry.key()).isEqualTo(bytes("colour"));
        assertThat(entry.value()).isEqualTo(bytes("red"));
        assertThat(entry.version()).isPositive();
        assertThat(engine.entry(MAP, bytes("size"))).isNull();
        assertThat(engine.entryCount(MAP)).isEqualTo(1);
    }

    @Test
    void keepsEmptyKeysAndValuesApartFromNone() {
        write(put("", ""), put("a", ""));

        assertThat(entries()).containsExactly("=", "a=");
        assertThat(engine.entry(MAP, Bytes.EMPTY).value().length()).isZero();
    }

    @Test
    void givesEachPutAVersionOfItsOwn() {
        Set<Long> versions = new HashSet<>();

        for (int i = 0; i < 5; i++) {
            write(put("key", "same"));
            assertThat(versions.add(version("key"))).isTrue();
            write(remove("key", MapEntry.ANY));
            write(put("key", "same"));
            assertThat(versions.add(version("key"))).isTrue();
            write(new Change.DropMap(MAP), new Change.OpenMap(MAP, Map.of()));
        }
    }

    @Test
    void givesNoVersionAgainAfterRestart() {
        write(put("key", "first"));
        long first = version("key");
        write(remove("key", first));
        reopen();

        write(put("key", "second"));

        assertThat(version("key")).isNotEqualTo(first);
    }

    @Test
    void changesAnEntryOfTheVersionThatIsExpected() {
        write(put("key", "first", MapEntry.ABSENT));
        write(put("key", "second", version("key")));
        write(remove("key", version("key")));

        assertThat(engine.entry(MAP, bytes("key"))).isNull();
        assertThat(engine.entryCount(MAP)).isZero();
    }

    @Test
    void refusesAnEntryOfAnotherVersionAndSaysSo() {
        write(put("key", "first"));
        long old = version("key");
        write(put("key", "second"));

        assertRefused(Kind.CONFLICT, put("key", "third", old));
        assertRefused(Kind.CONFLICT, put("key", "third", MapEntry.ABSENT));
        assertRefused(Kind.CONFLICT, remove("key", old));
        assertRefused(Kind.CONFLICT, remove("key", MapEntry.ABSENT));
        assertRefused(Kind.CONFLICT, put("other", "third", old));
        assertRefused(Kind.CONFLICT, remove("other", old));
        assertThat(catchThrowableOfType(StorageException.class, () -> write(put("key", "third", old))))
                .hasMessageContainingAll(MAP, "version " + old, "version " + version("key"));
    }

    @Test
    void undoesTheWholeUnitOnAConflict() {
        write(put("key", "first"));
        send("waits");
        Delivery delivery = claimOne();

        assertRefused(
                Kind.CONFLICT,
                put("new", "value"),
                append("sent"),
                ack(delivery),
                remove("key", MapEntry.ANY),
                new Change.OpenMap("other", Map.of()),
                put("key", "second", 1L << 40));

        assertThat(browse(MessageState.IN_FLIGHT)).containsExactly("waits");
    }

    @Test
    void removesWhatIsNotThereWithoutAWord() {
        write(remove("key", MapEntry.ANY), remove("key", MapEntry.ABSENT));

        assertThat(engine.entryCount(MAP)).isZero();
    }

    @Test
    void appliesChangesOfOneKeyInTheirOrder() {
        write(
                put("key", "first", MapEntry.ABSENT),
                remove("key", MapEntry.ANY),
                put("key", "second", MapEntry.ABSENT),
                put("key", "third"));
        assertThat(entries()).containsExactly("key=third");
        assertThat(engine.entryCount(MAP)).isEqualTo(1);

        assertRefused(Kind.CONFLICT, remove("key", MapEntry.ANY), put("key", "fourth", version("key")));
        write(put("key", "fifth"), remove("key", MapEntry.ANY));

        assertThat(entries()).isEmpty();
    }

    @Test
    void opensDropsAndFillsInOneUnit() {
        write(
                put("key", "old"),
                new Change.DropMap(MAP),
                new Change.OpenMap(MAP, Map.of("kind", "new")),
                put("other", "new", MapEntry.ABSENT));

        assertThat(entries()).containsExactly("other=new");
        assertThat(engine.maps()).isEqualTo(Map.of(MAP, Map.of("kind", "new")));
    }

    @Test
    void settlesAMessageAndNotesItInOneUnit() {
        send("pay");
        Delivery delivery = claimOne();

        write(put("paid " + delivery.sequence(), "yes", MapEntry.ABSENT), ack(delivery), append("paid"));

        assertThat(entries()).containsExactly("paid " + delivery.sequence() + "=yes");
        assertThat(claimTexts()).containsExactly("paid");
    }

    @Test
    void refusesUnknownMaps() {
        assertRefused(Kind.NO_SUCH_MAP, new Change.PutEntry("none", bytes("a"), bytes("b"), MapEntry.ANY));
        assertRefused(Kind.NO_SUCH_MAP, new Change.RemoveEntry("none", bytes("a"), MapEntry.ANY));
        assertRefused(Kind.NO_SUCH_MAP, new Change.DropMap(MAP), put("a", "b"));

        assertThat(engine.entry("none", bytes("a"))).isNull();
        assertThat(engine.entries("none").hasNext()).isFalse();
        assertThat(engine.entryCount("none")).isZero();
    }

    @Test
    void dropsAnUnknownMapWithoutAWord() {
        write(new Change.DropMap("none"));

        assertThat(engine.maps()).containsOnlyKeys(MAP);
    }

    @Test
    void dropsAMapWithItsEntries() {
        write(put("a", "1"), put("b", "2"));

        write(new Change.DropMap(MAP));
        assertThat(engine.maps()).isEmpty();
        assertThat(engine.entry(MAP, bytes("a"))).isNull();
        write(new Change.OpenMap(MAP, Map.of()));

        assertThat(entries()).isEmpty();
        assertThat(engine.entryCount(MAP)).isZero();
    }

    @Test
    void keepsMapsApartFromEachOtherAndFromQueues() {
        write(new Change.OpenMap("Settings", Map.of()), new Change.OpenMap(ORDERS.name(), Map.of()));
        write(put("key", "lower"), new Change.PutEntry("Settings", bytes("key"), bytes("upper"), MapEntry.ABSENT));
        write(new Change.PutEntry(ORDERS.name(), bytes("key"), bytes("orders"), MapEntry.ABSENT));
        send("message");

        write(new Change.DropMap(ORDERS.name()));

        assertThat(entries()).containsExactly("key=lower");
        assertThat(text(engine.entry("Settings", bytes("key")).value())).isEqualTo("upper");
        assertThat(claimTexts()).containsExactly("message");
        assertThat(engine.maps()).containsOnlyKeys(MAP, "Settings");
    }

    @Test
    void givesAMapNewLabelsAndKeepsItsEntries() {
        write(put("key", "value"), new Change.OpenMap(MAP, Map.of("a", "1")));

        write(new Change.OpenMap(MAP, Map.of("b", "2")));

        assertThat(engine.maps()).isEqualTo(Map.of(MAP, Map.of("b", "2")));
        assertThat(entries()).containsExactly("key=value");
    }

    @Test
    void ordersKeysAsUnsignedBytes() {
        List<Bytes> keys = new ArrayList<>();
        for (int first : new int[] {0, 1, 'A', 'a', 0x7f, 0x80, 0xff}) {
            keys.add(Bytes.wrap(new byte[] {(byte) first}));
            keys.add(Bytes.wrap(new byte[] {(byte) first, 0}));
            keys.add(Bytes.wrap(new byte[] {(byte) first, ' '}));
            keys.add(Bytes.wrap(new byte[] {(byte) first, (byte) 0xff}));
        }
        List<Bytes> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled, new Random(1));
        shuffled.forEach(key -> write(new Change.PutEntry(MAP, key, Bytes.EMPTY, MapEntry.ABSENT)));

        List<Bytes> walked = new ArrayList<>();
        engine.entries(MAP).forEachRemaining(entry -> walked.add(entry.key()));

        assertThat(walked).isEqualTo(keys);
    }

    @Test
    void takesKeysUpToTheLimitAndNamesItBeyond() {
        byte[] longest = new byte[MapEntry.MAX_KEY_BYTES];
        byte[] sibling = longest.clone();
        sibling[longest.length - 1] = 1;
        write(put(Bytes.wrap(longest), "first"), put(Bytes.wrap(sibling), "second"));

        assertThat(text(engine.entry(MAP, Bytes.wrap(longest)).value())).isEqualTo("first");
        assertThat(text(engine.entry(MAP, Bytes.wrap(sibling)).value())).isEqualTo("second");
        assertThatThrownBy(() -> put(Bytes.wrap(new byte[longest.length + 1]), "too long"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("2048", "2049");
    }

    @Test
    void keepsLargeValues() {
        byte[] large = new byte[3 << 20];
        new Random(7).nextBytes(large);
        write(new Change.PutEntry(MAP, bytes("large"), Bytes.wrap(large), MapEntry.ANY));
        reopen();

        assertThat(engine.entry(MAP, bytes("large")).value()).isEqualTo(Bytes.wrap(large));
    }

    @Test
    void walksPastWhatChangesMeanwhile() {
        for (int i = 0; i < 500; i++) {
            write(put("key%03d".formatted(i), "value"));
        }
        Iterator<MapEntry> walk = engine.entries(MAP);
        assertThat(text(walk.next().key())).isEqualTo("key000");
        for (int i = 1; i < 500; i += 2) {
            write(remove("key%03d".formatted(i), MapEntry.ANY));
        }
        for (int i = 2; i < 500; i += 4) {
            write(put("key%03d".formatted(i), "changed"));
        }

        List<String> seen = new ArrayList<>();
        walk.forEachRemaining(entry -> seen.add(text(entry.key())));

        assertThat(seen).isSorted().doesNotHaveDuplicates();
        for (int i = 4; i < 500; i += 4) {
            assertThat(seen).contains("key%03d".formatted(i));
        }
        assertThatThrownBy(walk::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void keepsMapsThroughRestartAndCrash() {
        write(new Change.OpenMap(MAP, Map.of("a", "1")), new Change.OpenMap("empty", Map.of()));
        write(put("key", "first"), put("gone", "soon"));
        write(put("key", "second"), remove("gone", MapEntry.ANY));
        String before = wholeState();

        reopen();
        assertThat(wholeState()).isEqualTo(before);
        crash();
        assertThat(wholeState()).isEqualTo(before);
        write(put("key", "third", version("key")));
        crash();

        assertThat(entries()).containsExactly("key=third");
    }

    @Test
    void refusesNamesThatAreEmptyOrTooLong() {
        assertThatThrownBy(() -> new Change.OpenMap("", Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Change.OpenMap("x".repeat(QueueName.MAX_LENGTH + 1), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("512", "513");
        write(new Change.OpenMap("x".repeat(QueueName.MAX_LENGTH), Map.of()));

        assertThat(engine.maps()).containsKey("x".repeat(QueueName.MAX_LENGTH));
    }

    @Test
    void losesNoCountOfManyThreads() throws Exception {
        write(put("count", "0"));
        int threads = 4;
        int each = 25;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Integer>> all = pool.invokeAll(Collections.nCopies(threads, (Callable<Integer>) () -> {
                int conflicts = 0;
                for (int i = 0; i < each; i++) {
                    while (!increment()) {
                        conflicts++;
                    }
                }
                return conflicts;
            }));
            for (Future<Integer> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(entries()).containsExactly("count=" + threads * each);
    }

    private boolean increment() {
        MapEntry entry = engine.entry(MAP, bytes("count"));
        int next = Integer.parseInt(text(entry.value())) + 1;
        try {
            write(put("count", Integer.toString(next), entry.version()));
            return true;
        } catch (StorageException e) {
            assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
            return false;
        }
    }

    private List<String> entries() {
        List<String> entries = new ArrayList<>();
        engine.entries(MAP).forEachRemaining(e -> entries.add(text(e.key()) + "=" + text(e.value())));
        return entries;
    }

    private long version(String key) {
        return engine.entry(MAP, bytes(key)).version();
    }

    private static Change.PutEntry put(String key, String value) {
        return put(key, value, MapEntry.ANY);
    }

    private static Change.PutEntry put(String key, String value, long expected) {
        return new Change.PutEntry(MAP, bytes(key), bytes(value), expected);
    }

    private static Change.PutEntry put(Bytes key, String value) {
        return new Change.PutEntry(MAP, key, bytes(value), MapEntry.ANY);
    }

    private static Change.RemoveEntry remove(String key, long expected) {
        return new Change.RemoveEntry(MAP, bytes(key), expected);
    }
}

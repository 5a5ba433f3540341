package io.github.persistq.internal.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.internal.engine.memory.MemoryFixture;
import io.github.persistq.spi.BranchId;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.Durability;
import io.github.persistq.spi.MapEntry;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueueName;
import io.github.persistq.spi.QueueSpec;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.StorageEngine;
import io.github.persistq.spi.StorageException;
import io.github.persistq.testing.ManualClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A random history of one store on a simulated disk, with power cuts between and inside its operations. Each image that a cut
 * may leave must open, and hold what the memory engine holds after the first {@code k} units of work, for the {@code k} of
 * the image's last frame: none that was promised may be missing.
 *
 * <p>Threading: one thread.
 */
final class CrashRun {
    /** A queue of the next process alone. */
    private static final QueueName PROMISE = QueueName.queue("promise");

    private static final FileOptions OPTIONS = new FileOptions(Durability.FORCED, 4096, 0, 2000, false, false);

    /**
     * What was done to the store, as the model must do it again; without an operation, the store was opened anew. Its frame has
     * this number; frames that only move messages may come before the next step's.
     */
    private record Step(long millis, CrashOperations.Operation operation, long lsn) {}

    /** What a power cut left, and how many steps must be in it. */
    private record Image(Map<String, byte[]> files, int promised, String moment) {}

    /** What a killed process left to the next one: nothing that was written is lost, but not all of it is durable. */
    private record Killed(SimulatedDisk disk, String moment) {}

    private final long seed;
    private final Random random;
    private final int imagesPerThousand;
    private final ManualClock clock = new ManualClock();
    private final CrashOperations operations;
    private final List<String> log = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Image> images = new ArrayList<>();
    private final List<Killed> killed = new ArrayList<>();
    private SimulatedDisk disk = new SimulatedDisk();
    private FileEngine engine;
    private StorageEngine model;
    private ManualClock modelClock = clock;
    /** How many steps there were when the store was opened. */
    private int baseSteps;

    private int promised;
    private int checked;

    private CrashRun(long seed, int imagesPerThousand) {
        this.seed = seed;
        this.imagesPerThousand = imagesPerThousand;
        this.random = new Random(seed);
        this.operations = new CrashOperations(random, clock);
    }

    /**
     * Makes a history.
     *
     * @param imagesPerThousand of how many of a thousand disk operations an image is checked
     * @return how many images were checked
     * @throws AssertionError with the seed and the history
     */
    static int run(long seed, int length, int imagesPerThousand) {
        CrashRun run = new CrashRun(seed, imagesPerThousand);
        try {
            run.run(length);
            return run.checked;
        } catch (AssertionError | RuntimeException | IOException e) {
            throw new AssertionError("seed %dL: %s%nhistory:%n%s".formatted(seed, e, String.join("\n", run.log)), e);
        }
    }

    private void run(int length) throws IOException {
        open();
        perform(operations.openAll());
        while (log.size() < length) {
            clock.advance(random.nextInt(4));
            int dice = random.nextInt(100);
            if (dice < 3) {
                reopen();
            } else if (dice < 8) {
                cut();
            } else {
                perform(operations.next());
            }
        }
        images.add(new Image(disk.durable(), promised, "at the end"));
        checkImages();
    }

    private void open() throws IOException {
        engine = new FileEngine(disk, OPTIONS, clock, () -> {});
        steps.add(new Step(clock.millis(), null, 0));
        modelClock = new ManualClock(0);
        model = modelAfter(steps.size(), modelClock);
        baseSteps = steps.size();
        promised = steps.size();
        disk.probe((operation, file) -> {
            if (random.nextInt(1000) < imagesPerThousand) {
                images.add(new Image(anyImage(disk), promised, "before " + operation + " " + file));
            }
            if (random.nextInt(1000) < imagesPerThousand / 4) {
                killed.add(new Killed(disk.afterKill(), "before " + operation + " " + file));
            }
        });
    }

    private Map<String, byte[]> anyImage(SimulatedDisk of) {
        return switch (random.nextInt(6)) {
            case 0 -> of.live();
            case 1 -> of.durable();
            default -> of.afterPowerCut(random);
        };
    }

    private void perform(CrashOperations.Operation operation) throws IOException {
        log.add("%d: %s".formatted(clock.millis() % 100_000, operation.text()));
        long lsn = engine.lastLsn() + 1;
        Object outcome = operation.on(engine);
        modelClock.advance(clock.millis() - modelClock.millis());
        Object expected = operation.on(model);
        assertThat(outcome).isEqualTo(expected);
        operations.note(outcome);
        if (hadEffect(operation, outcome)) {
            steps.add(new Step(clock.millis(), operation, lsn));
            if (operation.forced()) {
                promised = steps.size();
            }
        }
        if (random.nextInt(1000) < 4 * imagesPerThousand) {
            images.add(new Image(anyImage(disk), promised, "after it"));
        }
        checkImages();
    }

    private static boolean hadEffect(CrashOperations.Operation operation, Object outcome) {
        boolean claimedNothing = outcome instanceof Optional<?> one && one.isEmpty()
                || !operation.write() && outcome instanceof Collection<?> all && all.isEmpty();
        return !(outcome instanceof StorageException.Kind) && !(outcome instanceof String) && !claimedNothing;
    }

    /** The power goes, and the store is opened on what is left. */
    private void cut() throws IOException {
        log.add("power cut");
        Image image = new Image(anyImage(disk), promised, "after it");
        images.clear();
        int survived = check(image);
        steps.subList(survived, steps.size()).clear();
        disk = new SimulatedDisk(image.files());
        open();
    }

    private void reopen() throws IOException {
        log.add("close and open");
        engine.close();
        checkImages();
        promised = steps.size();
        Image image = new Image(disk.durable(), promised, "after close");
        check(image);
        disk.probe(SimulatedDisk.Probe.NONE);
        open();
    }

    private void checkImages() throws IOException {
        List<Image> now = new ArrayList<>(images);
        images.clear();
        for (Image image : now) {
            check(image);
        }
        List<Killed> left = new ArrayList<>(killed);
        killed.clear();
        for (Killed one : left) {
            check(one);
        }
    }

    /** The next process opens what a killed one left and makes a promise; then the power goes. */
    private void check(Killed left) throws IOException {
        checked++;
        SimulatedDisk disk = left.disk();
        try {
            int survived = stepsUpTo(lastLsn(disk.live()));
            StorageEngine next = new FileEngine(disk, OPTIONS, clock, () -> {});
            for (int i = 0; i < random.nextInt(8); i++) {
                next.write(List.of(new Change.OpenQueue(PROMISE, QueueSpec.DEFAULT)), Durability.FORCED);
                next.write(List.of(new Change.Append(TestStore.message(i, 700), PROMISE)), Durability.FORCED);
            }
            Object promised = messages(next, PROMISE);
            StorageEngine opened =
                    new FileEngine(new SimulatedDisk(disk.afterPowerCut(random)), OPTIONS, clock, () -> {});
            assertThat(messages(opened, PROMISE))
                    .as("what the next process promised")
                    .isEqualTo(promised);
            assertThat(seen(opened, clock))
                    .as("the store")
                    .isEqualTo(seen(modelAfter(survived, new ManualClock(0)), clock));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("kill " + left.moment() + ", then a power cut: " + e, e);
        }
    }

    /** Opens the image and compares; returns how many steps survived. */
    private int check(Image image) throws IOException {
        checked++;
        String moment = "power cut " + image.moment() + ", files " + sizes(image.files());
        try {
            int survived = stepsUpTo(lastLsn(image.files()));
            assertThat(survived).as("steps in the image").isBetween(image.promised(), steps.size());
            Map<String, Object> expected = seen(modelAfter(survived, new ManualClock(0)), clock);
            SimulatedDisk left = new SimulatedDisk(image.files());
            List<Map<String, byte[]>> again = new ArrayList<>();
            left.probe((operation, file) -> {
                if (random.nextInt(6) == 0) {
                    again.add(left.afterPowerCut(random));
                }
            });
            StorageEngine opened = new FileEngine(left, OPTIONS, clock, () -> {});
            left.probe(SimulatedDisk.Probe.NONE);
            assertThat(seen(opened, clock)).as("the store").isEqualTo(expected);
            if (!again.isEmpty()) {
                SimulatedDisk second = new SimulatedDisk(again.get(random.nextInt(again.size())));
                assertThat(seen(new FileEngine(second, OPTIONS, clock, () -> {}), clock))
                        .as("the store after a power cut during recovery")
                        .isEqualTo(expected);
            }
            return survived;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(moment + ": " + e, e);
        }
    }

    private static Map<String, Integer> sizes(Map<String, byte[]> files) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        files.forEach((name, content) -> sizes.put(name, content.length));
        return sizes;
    }

    private int stepsUpTo(long lsn) {
        int survived = baseSteps;
        while (survived < steps.size() && steps.get(survived).lsn() <= lsn) {
            survived++;
        }
        return survived;
    }

    private long lastLsn(Map<String, byte[]> files) throws IOException {
        Recovery.Recovered recovered = Recovery.recover(new SimulatedDisk(files), OPTIONS, clock);
        return recovered.journal().lastLsn();
    }

    /** The model as it is when the first steps have been made and the store is opened again. */
    private StorageEngine modelAfter(int count, ManualClock then) {
        MemoryFixture fixture = new MemoryFixture();
        StorageEngine engine = fixture.open(then);
        for (Step step : steps.subList(0, count)) {
            then.advance(step.millis() - then.millis());
            if (step.operation() == null) {
                engine = fixture.crash(engine);
            } else {
                step.operation().on(engine);
            }
        }
        then.advance(clock.millis() - then.millis());
        return fixture.crash(engine);
    }

    private static List<QueuedMessage> messages(StorageEngine engine, QueueName queue) {
        List<QueuedMessage> messages = new ArrayList<>();
        engine.browse(queue, EnumSet.allOf(MessageState.class)).forEachRemaining(messages::add);
        return messages;
    }

    private static Map<String, Object> seen(StorageEngine engine, ManualClock clock) {
        Map<String, Object> seen = new LinkedHashMap<>();
        Map<QueueName, QueueSpec> queues = new HashMap<>(engine.queues());
        queues.remove(PROMISE);
        seen.put("queues", queues);
        for (BranchId branch : CrashOperations.BRANCHES) {
            seen.put("prepared " + branch, engine.prepared().contains(branch));
        }
        for (QueueName queue : CrashOperations.QUEUES) {
            seen.put("stats of " + queue, engine.stats(queue));
            seen.put("messages of " + queue, messages(engine, queue));
        }
        seen.put("maps", engine.maps());
        List<MapEntry> entries = new ArrayList<>();
        engine.entries(CrashOperations.MAP).forEachRemaining(entries::add);
        seen.put("entries", entries);
        return seen;
    }
}

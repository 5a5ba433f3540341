package io.github.persistq.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.internal.engine.file.FileFixture;
import io.github.persistq.internal.engine.memory.MemoryFixture;
import io.github.persistq.internal.engine.sql.SqliteFixture;
import io.github.persistq.spi.Change;
import io.github.persistq.spi.StorageException.Kind;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class EngineModelTest {
    private static final int STEPS = 1000;

    @RepeatedTest(10)
    void memoryAgreesWithItself() {
        ModelRun.run(new Random().nextLong(), STEPS, new MemoryFixture(), new MemoryFixture());
    }

    @RepeatedTest(20)
    void fileAgreesWithMemory() {
        ModelRun.run(new Random().nextLong(), STEPS, new FileFixture("durability=os"), new MemoryFixture());
    }

    @RepeatedTest(20)
    void fileWithSmallSegmentsAndNoCacheAgreesWithMemory() {
        ModelRun.run(
                new Random().nextLong(),
                STEPS,
                new FileFixture("durability=os&segmentBytes=64k&cacheBytes=0"),
                new MemoryFixture());
    }

    @RepeatedTest(10)
    void sqliteAgreesWithMemory() {
        ModelRun.run(new Random().nextLong(), STEPS, new SqliteFixture("durability=os"), new MemoryFixture());
    }

    @Test
    void meetsEveryKindOfOutcome() {
        Map<String, Integer> outcomes = new TreeMap<>();

        for (long seed = 1; seed <= 5; seed++) {
            ModelRun.run(seed, STEPS, new MemoryFixture(), new MemoryFixture())
                    .forEach((outcome, times) -> outcomes.merge(outcome, times, Integer::sum));
        }

        assertThat(outcomes)
                .containsKeys("delivered", "done", "opened", "closed", "advanced")
                .containsKeys(Kind.ILLEGAL_CHANGE.name(), Kind.NO_SUCH_QUEUE.name(), Kind.QUEUE_FULL.name())
                .containsKeys(Kind.CONFLICT.name(), Kind.NO_SUCH_MAP.name(), "compacted");
        assertThat(outcomes.get("delivered")).isGreaterThan(STEPS / 2);
    }

    @Test
    void noticesAnEngineThatGivesBackToTheWrongPlace() {
        assertNoticed(change -> change instanceof Change.Nack nack
                ? new Change.Nack(nack.queue(), nack.sequence(), nack.readyAtMillis(), false)
                : change);
    }

    @Test
    void noticesAnEngineThatCountsAReleaseAsADelivery() {
        assertNoticed(change -> change instanceof Change.Release release
                ? new Change.Nack(release.queue(), release.sequence(), 0, false)
                : change);
    }

    @Test
    void noticesAnEngineThatCommitsWhatIsRolledBack() {
        assertNoticed(change ->
                change instanceof Change.RollbackBranch rollback ? new Change.CommitBranch(rollback.branch()) : change);
    }

    @Test
    void noticesAnEngineThatForgetsAChangeOfABranch() {
        assertNoticed(change ->
                change instanceof Change.Prepare prepare && prepare.changes().size() > 1
                        ? new Change.Prepare(
                                prepare.branch(),
                                prepare.changes().subList(1, prepare.changes().size()))
                        : change);
    }

    /** The first few seeds must show the fault, and say with which seed and after which operations. */
    private static void assertNoticed(UnaryOperator<Change> fault) {
        assertThatThrownBy(() -> {
                    for (long seed = 1; seed <= 5; seed++) {
                        ModelRun.run(seed, STEPS, new AlteredFixture(new MemoryFixture(), fault), new MemoryFixture());
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed ")
                .hasMessageContaining("should be")
                .hasMessageContaining("last operations");
    }
}

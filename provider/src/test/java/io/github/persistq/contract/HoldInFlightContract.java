package io.github.persistq.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.spi.Change;
import io.github.persistq.spi.Delivery;
import io.github.persistq.spi.MessageState;
import io.github.persistq.spi.QueuedMessage;
import io.github.persistq.spi.StorageException.Kind;
import java.util.Iterator;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What an engine does whose store is opened with {@code holdInFlight=true}. */
public abstract class HoldInFlightContract {
    /** A fixture on a new, empty store that is opened so. */
    protected abstract EngineFixture newFixture();

    @Nested
    class Holding extends ContractPart {
        @Override
        EngineFixture newFixture() {
            return HoldInFlightContract.this.newFixture();
        }

        @Test
        void leavesInFlightWhatWasInFlight() {
            send("a");
            send("b");
            send("c");
            claimOne();
            claimOne();

            reopen();
            assertThat(browse(MessageState.IN_FLIGHT)).containsExactly("a", "b");
            crash();
            assertThat(browse(MessageState.IN_FLIGHT)).containsExactly("a", "b");

            assertThat(claimTexts()).containsExactly("c");
            assertThat(stats().inFlight()).isEqualTo(3);
        }

        @Test
        void settlesByNumberWhatItHolds() {
            long acked = send("acked");
            long failed = send("failed");
            claimOne();
            claimOne();
            crash();

            write(new Change.Ack(ORDERS, acked), new Change.AckFailed(ORDERS, failed));

            assertThat(stats().inFlight()).isZero();
            assertThat(stats().failed()).isEqualTo(1);
            assertRefused(Kind.ILLEGAL_CHANGE, new Change.Ack(ORDERS, acked));
        }

        @Test
        void givesBackWhatItHoldsWithItsCountRisen() {
            send("a");
            claimOne();
            reopen();

            for (Iterator<QueuedMessage> held = engine.browse(ORDERS, Set.of(MessageState.IN_FLIGHT));
                    held.hasNext(); ) {
                write(new Change.Nack(ORDERS, held.next().sequence(), 0, false));
            }

            Delivery again = claimOne();
            assertThat(Messages.text(again.message())).isEqualTo("a");
            assertThat(again.deliveryCount()).isEqualTo(2);
        }

        @Test
        void keepsWhatABranchHolds() {
            send("a");
            write(prepare(ack(claimOne()), append("b")));
            crash();

            write(new Change.CommitBranch(BRANCH));

            assertThat(stats().inFlight()).isZero();
            assertThat(claimTexts()).containsExactly("b");
        }
    }
}

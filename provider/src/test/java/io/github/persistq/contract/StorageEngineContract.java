package io.github.persistq.contract;

import org.junit.jupiter.api.Nested;

/** What every storage engine must do. A test class of an engine extends this and says how its store is opened. */
public abstract class StorageEngineContract {
    /** A fixture on a new, empty store. */
    protected abstract EngineFixture newFixture();

    @Nested
    class Appending extends AppendContract {
        @Override
        EngineFixture newFixture() {
            return StorageEngineContract.this.newFixture();
        }
    }

    @Nested
    class Claiming extends ClaimContract {
        @Override
        EngineFixture newFixture() {
            return StorageEngineContract.this.newFixture();
        }
    }

    @Nested
    class Timing extends TimeContract {
        @Override
        EngineFixture newFixture() {
            return StorageEngineContract.this.newFixture();
        }
    }

    @Nested
    class Settling extends SettleContract {
        @Override
        EngineFixture newFixture() {
            return StorageEngineContract.this.newFixture();
        }
    }

    @Nested
    class Queues extends QueueContract {
        @Override
        EngineFixture newFixture() {
            return StorageEngineContract.this.newFixture();
        }
    }

    @Nested
    class Branches extends BranchContract {
        @Override
        EngineFixture newFixture() {
            return StorageEngineContract.this.newFixture();
        }
    }

    @Nested
    class Reopening extends ReopenContract {
        @Override
        EngineFixture newFixture() {
            return StorageEngineContract.this.newFixture();
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        @Override
        EngineFixture newFixture() {
            return StorageEngineContract.this.newFixture();
        }
    }

    @Nested
    class Maps extends MapContract {
        @Override
        EngineFixture newFixture() {
            return StorageEngineContract.this.newFixture();
        }
    }

    @Nested
    class Trimming extends TrimContract {
        @Override
        EngineFixture newFixture() {
            return StorageEngineContract.this.newFixture();
        }
    }

    @Nested
    class Compacting extends CompactContract {
        @Override
        EngineFixture newFixture() {
            return StorageEngineContract.this.newFixture();
        }
    }
}

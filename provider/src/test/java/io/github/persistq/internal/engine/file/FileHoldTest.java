package io.github.persistq.internal.engine.file;

import io.github.persistq.contract.EngineFixture;
import io.github.persistq.contract.HoldInFlightContract;

class FileHoldTest extends HoldInFlightContract {
    @Override
    protected EngineFixture newFixture() {
        return new FileFixture("holdInFlight=true");
    }
}

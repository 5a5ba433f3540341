package io.github.persistq.tck;

import java.util.ArrayList;
import java.util.List;

/** The providers that every statement is run on. */
final class Providers {
    private Providers() {}

    static List<Provider> all() {
        List<Provider> all = new ArrayList<>(List.of(PersistqProvider.values()));
        all.add(ArtemisProvider.ARTEMIS);
        return all;
    }
}

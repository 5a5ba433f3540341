package io.github.persistq.tck;

import java.util.List;

/** The providers that every statement is run on. */
final class Providers {
    private Providers() {}

    static List<Provider> all() {
        return List.of(PersistqProvider.values());
    }
}

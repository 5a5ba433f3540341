package io.github.persistq.tck;

import java.util.ArrayList;
import java.util.List;

/**
 * The providers that every statement is run on. PersistQ on MySQL is one of them with {@code -Dpersistq.test.everyServer=true}: it
 * takes longer than on MariaDB and is much the same.
 */
final class Providers {
    private Providers() {}

    static List<Provider> all() {
        List<Provider> all = new ArrayList<>(List.of(PersistqProvider.values()));
        if (!Boolean.getBoolean("persistq.test.everyServer")) {
            all.remove(PersistqProvider.MYSQL);
        }
        all.add(ArtemisProvider.ARTEMIS);
        return all;
    }
}

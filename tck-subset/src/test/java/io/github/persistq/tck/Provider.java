package io.github.persistq.tck;

import java.nio.file.Path;

/**
 * A Jakarta Messaging provider that statements are run on.
 *
 * <p>What a provider cannot be asked it refuses with {@link NotApplicable}, which tells why; the report lists it.
 */
interface Provider {
    /** The name in the report. */
    String title();

    /**
     * Opens a store that no other test uses. Some providers share one server among all stores: names of topics,
     * subscriptions and client identifiers are unique too, see {@link Statements#unique}.
     *
     * @param scratch an empty directory that the store may use
     */
    Store open(Path scratch) throws Exception;

    /**
     * Opens a store that keeps what is in it over {@link Store#restart}.
     *
     * @param scratch an empty directory that the store may use
     * @throws NotApplicable if the provider keeps nothing
     */
    Store openLasting(Path scratch) throws Exception;

    /** Whether {@link ArtemisDiffers} speaks of this provider. */
    default boolean isArtemis() {
        return false;
    }
}

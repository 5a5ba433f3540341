package io.github.persistq.internal.jms;

import io.github.persistq.config.StoreUrl;
import io.github.persistq.internal.core.Settings;
import io.github.persistq.internal.message.Trust;
import io.github.persistq.spi.Durability;

/**
 * What a factory sets for the connections that it makes.
 *
 * @param clientId the client identifier; empty is none
 * @param trust what may be read from ObjectMessages
 * @param ackDurability what holds when an automatic acknowledgement returns
 */
public record ConnectionSettings(String clientId, Trust trust, Durability ackDurability) {
    /** The settings that a URL gives. */
    public static ConnectionSettings of(StoreUrl url) {
        boolean force = url.get(Settings.ACK_DURABILITY) == Settings.AckDurability.FORCE;
        return new ConnectionSettings(
                url.get(Settings.CLIENT_ID),
                url.get(Settings.TRUST_ALL_PACKAGES) ? Trust.ALL : Trust.parse(url.get(Settings.TRUSTED_PACKAGES)),
                force ? Durability.FORCED : Durability.WRITTEN);
    }
}

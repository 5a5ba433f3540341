package io.github.persistq.internal.message;

import io.github.persistq.spi.Bytes;

/**
 * A message as it is stored: a snapshot that later changes of the message do not reach.
 *
 * @param head headers and properties, an encoded {@link io.github.persistq.internal.head.MessageHead}
 * @param body the payload
 */
public record EncodedMessage(Bytes head, Bytes body) {}

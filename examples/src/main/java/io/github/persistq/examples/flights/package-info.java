/**
 * The flight delays example: an ordinary JMS program whose consumers are killed midway.
 *
 * <p>Way in: {@link io.github.persistq.examples.flights.FlightDelays}. The classes that send and receive,
 * {@link io.github.persistq.examples.flights.FlightSender} and {@link io.github.persistq.examples.flights.FlightWorker}, import
 * {@code jakarta.jms} alone.
 */
@NullMarked
package io.github.persistq.examples.flights;

import org.jspecify.annotations.NullMarked;

package io.github.persistq.examples.flights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/**
 * One flight.
 *
 * @param date when it was to leave, as {@code 2001/01/31 23:59}
 * @param delay minutes late; below zero is early
 * @param distance in miles
 * @param origin the airport it left, by its three letters
 * @param destination the airport it went to
 */
record Flight(String date, int delay, int distance, String origin, String destination) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The flights of the file that comes with the example. */
    static List<Flight> all() throws IOException {
        try (InputStream file = Objects.requireNonNull(Flight.class.getResourceAsStream("flights-5k.json"))) {
            return List.of(JSON.readValue(file, Flight[].class));
        }
    }

    static Flight parse(String json) throws JsonProcessingException {
        return JSON.readValue(json, Flight.class);
    }

    String toJson() throws JsonProcessingException {
        return JSON.writeValueAsString(this);
    }
}

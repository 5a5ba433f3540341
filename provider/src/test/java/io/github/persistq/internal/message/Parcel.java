package io.github.persistq.internal.message;

import java.io.Serializable;

/** A class of an application. */
public final class Parcel implements Serializable {
    private static final long serialVersionUID = 1L;

    String label;
    Object content;

    Parcel(String label, Object content) {
        this.label = label;
        this.content = content;
    }
}

package io.github.persistq.tck;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The section of Jakarta Messaging 3.1 that makes the statement a test shows. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Spec {
    /** The section's number, for example {@code 6.2.10}. */
    String value();
}

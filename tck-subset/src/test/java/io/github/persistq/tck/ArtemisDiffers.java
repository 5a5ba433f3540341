package io.github.persistq.tck;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A statement that Artemis does not hold to. It is run on Artemis all the same: its failure is listed as a difference. With
 * {@code -Dtck.strict=true} the build fails if it passes, so that the list can be kept true.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface ArtemisDiffers {
    /** What Artemis does instead, for example {@code "reads the next value"}. */
    String value();

    /** Why the statement reads the specification as it does, where the text leaves a choice. */
    String reading() default "";

    /** False for what depends on timing: then a pass is no failure. */
    boolean always() default true;
}

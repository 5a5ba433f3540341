package io.github.persistq.tck;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * Turns failures on Artemis into differences: it is the second opinion, and what it does by chance on a busy machine must not
 * fail the build. With {@code -Dtck.strict=true} it does, and so does what {@link ArtemisDiffers} marks and Artemis holds to.
 */
final class Differences implements InvocationInterceptor {
    private static final boolean STRICT = Boolean.getBoolean("tck.strict");

    /** A statement failed on Artemis. */
    static final class Difference extends TestAbortedException {
        private static final long serialVersionUID = 1L;

        private Difference(String what, Throwable failure) {
            super(what, failure);
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        ArtemisDiffers differs = method.getExecutable().getAnnotation(ArtemisDiffers.class);
        if (!isOnArtemis(method) || (differs == null && STRICT)) {
            invocation.proceed();
            return;
        }
        try {
            invocation.proceed();
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable e) {
            throw new Difference(differs == null ? "failed once, which is not listed: " + e : differs.value(), e);
        }
        if (differs == null || !differs.always() || !STRICT) {
            return;
        }
        throw new AssertionError(
                "Artemis holds to this statement; remove @ArtemisDiffers(\"" + differs.value() + "\")");
    }

    private static boolean isOnArtemis(ReflectiveInvocationContext<Method> method) {
        return method.getTarget()
                .map(target -> ((Statements) target).provider.isArtemis())
                .orElse(false);
    }
}

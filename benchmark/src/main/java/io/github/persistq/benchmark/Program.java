package io.github.persistq.benchmark;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A measurement that is run from a command line.
 *
 * <p>Threading: one thread.
 */
abstract class Program implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    /** Measures, and prints what it saw. */
    abstract void run(PrintWriter out) throws Exception;

    @Override
    public final Integer call() throws Exception {
        if (spec == null) {
            throw new IllegalStateException("run through CommandLine");
        }
        run(spec.commandLine().getOut());
        return 0;
    }
}

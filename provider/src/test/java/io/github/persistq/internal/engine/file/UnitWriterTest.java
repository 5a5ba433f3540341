package io.github.persistq.internal.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.persistq.spi.StorageException;
import io.github.persistq.spi.StorageException.Kind;
import org.junit.jupiter.api.Test;

class UnitWriterTest {
    private static final int MIB = 1 << 20;

    /** The buffer was doubled before it was compared with the limit: units of more than half the limit were refused. */
    @Test
    void aUnitMayBeAsLargeAsTheLimit() {
        int limit = FrameHeader.LENGTH + UnitWriter.MAX_CONTENT;

        assertThat(UnitWriter.grown(100, 90, 20)).isEqualTo(200);
        assertThat(UnitWriter.grown(600 * MIB, 600 * MIB, MIB)).isBetween(601 * MIB, limit);
        assertThat(UnitWriter.grown(600 * MIB, 600 * MIB, limit - 600 * MIB)).isEqualTo(limit);
        assertThatThrownBy(() -> UnitWriter.grown(600 * MIB, 600 * MIB, limit - 600 * MIB + 1))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE))
                .hasMessageContaining("" + UnitWriter.MAX_CONTENT);
    }
}

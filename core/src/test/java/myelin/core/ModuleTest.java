package myelin.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ModuleTest {
    /// A further name here is a decision (docs/adr/0001-modules.md), not a convenience.
    @Test
    void theCoreReadsOnlyJavaBaseAndTheJsonTokenizer() throws IOException {
        assertThat(descriptor().requires())
                .extracting(Requires::name)
                .containsExactlyInAnyOrder("java.base", "tools.jackson.core", "org.jspecify");
    }

    /// Tests run on the class path, so the running module cannot be asked; its file can.
    private static ModuleDescriptor descriptor() throws IOException {
        URL testClasses = ModuleTest.class.getProtectionDomain().getCodeSource().getLocation();
        Path compiled = Path.of(testClasses.getPath(), "../classes/module-info.class");
        try (InputStream in = Files.newInputStream(compiled)) {
            return ModuleDescriptor.read(in);
        }
    }
}

package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Told by {@code systemd-notify(1)}, as a service tells its manager. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ServiceManagerTest {

  @TempDir private Path folder;

  @Test
  void knowsTheProcessThatIsReady() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/systemd-notify")), "this host lacks systemd-notify");
    Path pid = folder.resolve("pid");
    String service = "echo $$ > " + pid + "; exec systemd-notify --pid=$$ --ready";
    ExampleProcess.Result result =
        ExampleProcess.run(
            ServiceManager.class,
            folder,
            List.of(),
            Map.of(),
            folder.resolve("s").toString(),
            "sh",
            "-c",
            service);
    assertEquals(Files.readString(pid).strip() + " is ready\n", result.output());
  }
}

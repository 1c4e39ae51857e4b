package dev.sockeye.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs openssl in a folder, which makes the keys and certificates of tests. */
final class OpenSsl {

  private final Path folder;

  OpenSsl(Path folder) {
    this.folder = folder;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Runs it with the words of a line, and fails with what it said. */
  String run(String line) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(line.split(" ")));
    try {
      Path said = Files.createTempFile(folder, "said", "");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      String text = Files.readString(said, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new AssertionError("openssl " + line + ": " + text);
      }
      return text;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** An authority: NAME.pem and NAME.key. */
  void authority(String name) {
    run(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN="
            + name
            + " -keyout "
            + name
            + ".key -out "
            + name
            + ".pem");
  }

  /** A certificate by an authority, NAME.pem (with the authority's after it) and NAME.key. */
  void certificate(String name, String authority, String alternatives, int days) {
    run(
        "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN="
            + name
            + " -addext subjectAltName="
            + alternatives
            + " -keyout "
            + name
            + ".key -out "
            + name
            + ".csr");
    run(
        "x509 -req -copy_extensions copy -in "
            + name
            + ".csr -CA "
            + authority
            + ".pem -CAkey "
            + authority
            + ".key -CAcreateserial -days "
            + days
            + " -out "
            + name
            + ".pem");
    try {
      Files.writeString(
          file(name + ".pem"),
          Files.readString(file(name + ".pem")) + Files.readString(file(authority + ".pem")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

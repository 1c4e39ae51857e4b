package dev.sockeye.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * nginx as a relay, by its stream module, which is built into it or loaded.
 *
 * @param built what {@code nginx -V} says of how it was built; empty if there is none
 */
record Nginx(String built) {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern LOADED = Pattern.compile("--with-stream=dynamic(\\s|$)");
  private static final Pattern BUILT_IN = Pattern.compile("--with-stream(\\s|$)");
  private static final Pattern MODULES = Pattern.compile("--modules-path=(\\S+)");

  private static final String FILE =
      """
      %sdaemon off;
      master_process off;
      error_log stderr;
      pid %s;
      events {
        worker_connections 1024;
      }
      stream {
        server {
          listen 127.0.0.1:%d;
          proxy_pass %s;
        }
      }
      """;

  /** The one on the path. */
  static Nginx find() throws IOException, InterruptedException {
    if (!Host.isOnPath("nginx")) {
      return new Nginx("");
    }
    Programs.Ending ending = Programs.run(LIMIT, List.of("sh", "-c", "exec nginx -V 2>&1"));
    return new Nginx(String.join("\n", ending.lines()));
  }

  /** Why it cannot relay; empty if it can. */
  String lack(Predicate<Path> isThere) {
    if (built.isEmpty()) {
      return "nginx is not installed";
    } else if (BUILT_IN.matcher(built).find() || module().filter(isThere).isPresent()) {
      return "";
    }
    return "nginx has no stream module (libnginx-mod-stream is not installed)";
  }

  private Optional<Path> module() {
    Matcher modules = MODULES.matcher(built);
    return LOADED.matcher(built).find() && modules.find()
        ? Optional.of(Path.of(modules.group(1), "ngx_stream_module.so"))
        : Optional.empty();
  }

  /** Its configuration, with the buffers that it has by itself. */
  String configuration(int port, String target, Path folder) {
    String load = module().map(path -> "load_module " + path + ";\n").orElse("");
    return FILE.formatted(load, folder.resolve("nginx.pid"), port, target);
  }

  /** The command of one that listens at a port. */
  List<String> command(int port, String target, Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "nginx", ".conf");
    Files.writeString(file, configuration(port, target, folder));
    return List.of("nginx", "-e", "stderr", "-c", file.toString());
  }
}

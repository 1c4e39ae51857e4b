package dev.sockeye.drivers;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** nginx with one file, on a UNIX socket in the clear and on one with TLS and HTTP/2. */
final class NginxServer implements Closeable {

  static final int FILE_BYTES = 3_000_000;

  private static final String CONFIGURATION =
      """
      daemon off;
      master_process off;
      pid nginx.pid;
      error_log stderr;
      events {}
      http {
        access_log off;
        client_body_temp_path body;
        proxy_temp_path proxy;
        fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        server {
          listen unix:%1$s/plain.sock;
          listen unix:%1$s/tls.sock ssl http2;
          ssl_certificate server.crt;
          ssl_certificate_key server.key;
          root %1$s/files;
          add_header X-Protocol $server_protocol;
        }
      }
      """;

  private final ServerFolder folder;
  private final ServerProgram program;
  private final Certificates certificates;

  private NginxServer(ServerFolder folder, ServerProgram program, Certificates certificates) {
    this.folder = folder;
    this.program = program;
    this.certificates = certificates;
  }

  static NginxServer start() throws IOException, InterruptedException {
    ServerProgram.require("/usr/sbin/nginx", "nginx-light");
    ServerFolder folder = ServerFolder.create();
    Certificates certificates = Certificates.create(folder);
    Files.createDirectory(folder.resolve("files"));
    Files.write(folder.resolve("files").resolve("file"), new byte[FILE_BYTES]);
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(configuration, CONFIGURATION.formatted(folder.path()));
    Path socket = folder.resolve("tls.sock");
    ServerProgram program =
        ServerProgram.start(
            folder,
            () -> ServerProgram.accepts(socket),
            "/usr/sbin/nginx",
            "-e",
            "stderr",
            "-p",
            folder.path().toString(),
            "-c",
            configuration.toString());
    return new NginxServer(folder, program, certificates);
  }

  String plain() {
    return "unix:" + folder.resolve("plain.sock");
  }

  String tls() {
    return "unix:" + folder.resolve("tls.sock");
  }

  Certificates certificates() {
    return certificates;
  }

  @Override
  public void close() throws IOException {
    program.close();
    folder.close();
  }
}

package dev.sockeye.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NginxTest {

  private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

  private static Nginx built(String arguments) {
    return new Nginx("nginx version: nginx/1.22.1\nconfigure arguments: " + arguments);
  }

  private static Nginx dynamic() {
    return built(
        "--modules-path=/usr/lib/nginx/modules --with-stream=dynamic --with-stream_ssl_module");
  }

  @Test
  void thereIsNone() {
    assertEquals("nginx is not installed", new Nginx("").lack(path -> true));
  }

  @Test
  void aModuleToBeLoadedMustBeThere() {
    assertEquals("", dynamic().lack(MODULE::equals));
    String lack = "nginx has no stream module (libnginx-mod-stream is not installed)";
    assertEquals(lack, dynamic().lack(path -> false));
  }

  @Test
  void oneThatIsBuiltInNeedsNoFile() {
    assertEquals("", built("--with-stream --with-threads").lack(path -> false));
    assertEquals("", built("--with-stream").lack(path -> false));
  }

  @Test
  void partsOfTheModuleAreNotTheModule() {
    Nginx nginx = built("--modules-path=/usr/lib/nginx/modules --with-stream_ssl_module");
    assertTrue(nginx.lack(path -> true).contains("no stream module"));
  }

  @Test
  void onlyADynamicModuleIsLoaded() {
    String load = "load_module " + MODULE + ";";
    Path folder = Path.of("/run/bench");
    assertTrue(dynamic().configuration(80, "127.0.0.1:81", folder).startsWith(load));
    String without = built("--with-stream").configuration(80, "127.0.0.1:81", folder);
    assertTrue(without.startsWith("daemon off;"), without);
    assertTrue(without.contains("listen 127.0.0.1:80;"), without);
    assertTrue(without.contains("proxy_pass 127.0.0.1:81;"), without);
  }
}

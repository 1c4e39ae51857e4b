package dev.sockeye.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mysql.cj.conf.DefaultPropertySet;
import com.mysql.cj.conf.PropertySet;
import dev.sockeye.socket.jsch.JschSocketFactory;
import dev.sockeye.socket.mysql.MysqlSocketFactory;
import dev.sockeye.socket.rmi.RmiSocketFactory;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What products call of the adapters for them. */
@Timeout(60)
final class AdaptersTest {

  @TempDir Path folder;

  private String uri() {
    return "unix:" + folder.resolve("s");
  }

  private static void assertConnected(Socket socket, ServerSocket server) throws IOException {
    try (socket;
        Socket peer = server.accept()) {
      socket.getOutputStream().write(7);
      assertEquals(7, peer.getInputStream().read());
    }
  }

  @Test
  void connectsMysql() throws Exception {
    try (ServerSocket server = new EndpointServerSocketFactory(uri()).createServerSocket(1)) {
      Socket socket = new MysqlSocketFactory().connect("no.such", 3306, mysql(uri()), 5_000);
      assertEquals("no.such", socket.getInetAddress().getHostName());
      assertConnected(socket, server);
    }
    assertThrows(
        SocketException.class,
        () -> new MysqlSocketFactory().connect("no.such", 3306, mysql("nonsense"), 0));
  }

  private static PropertySet mysql(String uri) {
    Properties properties = new Properties();
    properties.setProperty(MysqlSocketFactory.ENDPOINT, uri);
    PropertySet set = new DefaultPropertySet();
    set.initializeProperties(properties);
    return set;
  }

  @Test
  void connectsJsch() throws IOException {
    try (ServerSocket server = new EndpointServerSocketFactory(uri()).createServerSocket(1)) {
      JschSocketFactory factory = new JschSocketFactory(uri());
      Socket socket = factory.createSocket("no.such", 22);
      assertEquals(socket.getInputStream(), factory.getInputStream(socket));
      assertEquals(socket.getOutputStream(), factory.getOutputStream(socket));
      assertConnected(socket, server);
    }
  }

  private static final class Host implements Greeter {
    @Override
    public String greet(String name) {
      return "hello " + name;
    }
  }

  @Test
  void carriesRmi() throws Exception {
    String uri = uri();
    Host host = new Host();
    RmiSocketFactory factory = new RmiSocketFactory(uri);
    Registry registry = LocateRegistry.createRegistry(1099, factory, factory);
    registry.bind("greeter", UnicastRemoteObject.exportObject(host, 1099, factory, factory));
    try {
      Greeter greeter =
          (Greeter) LocateRegistry.getRegistry("no.such", 1099, factory).lookup("greeter");
      assertEquals("hello Ada", greeter.greet("Ada"));
      assertTrue(greeter.toString().contains(RmiSocketFactory.class.getSimpleName()));
    } finally {
      UnicastRemoteObject.unexportObject(host, true);
      UnicastRemoteObject.unexportObject(registry, true);
    }
  }

  @Test
  void rmiFactoriesOfOneUriAreEqual() {
    assertEquals(new RmiSocketFactory("unix:/a"), new RmiSocketFactory("unix:/a"));
    assertEquals(
        new RmiSocketFactory("unix:/a").hashCode(), new RmiSocketFactory("unix:/a").hashCode());
    assertNotEquals(new RmiSocketFactory("unix:/a"), new RmiSocketFactory("unix:/b"));
  }
}

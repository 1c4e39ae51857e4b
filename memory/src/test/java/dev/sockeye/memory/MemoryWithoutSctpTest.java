package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Domain;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.sctp.SctpEndpoint;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The module dev.sockeye.sctp is optional: without it sctp:// has what all messages have. */
class MemoryWithoutSctpTest {

  /** What a user does who has no such module; loaded where there is none. */
  public static final class Exchange implements Callable<String> {

    /** Creates it, by reflection. */
    public Exchange() {}

    @Override
    public String call() throws IOException {
      try (MemoryNetwork network = MemoryNetwork.create()) {
        return overConnection(network) + ", " + toMany(network);
      }
    }

    private static String overConnection(MemoryNetwork network) throws IOException {
      EndpointUri where = EndpointUri.valueOf("sctp://db.internal:2905");
      try (Listener<MessageEndpoint> listener = network.listenMessages(where);
          MessageEndpoint client = network.connectMessages(where);
          MessageEndpoint server = listener.accept()) {
        client.send(ByteBuffer.allocate(3));
        return server.receive(ByteBuffer.allocate(10)) + " bytes by sctp";
      }
    }

    private static String toMany(MemoryNetwork network) throws IOException {
      SocketSpec<MessageEndpoint> oneToMany =
          new SocketSpec<>(
              Domain.AF_UNSPEC,
              SocketType.SOCK_SEQPACKET,
              Protocol.IPPROTO_SCTP,
              MessageEndpoint.class);
      try (EndpointPair<MessageEndpoint> pair = network.pair(oneToMany)) {
        pair.first().send(ByteBuffer.allocate(4));
        return pair.second().receive(ByteBuffer.allocate(10)) + " by sctp+seqpacket";
      }
    }
  }

  private static URL origin(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  @Test
  void messagesGetThroughAllTheSame() throws Exception {
    URL[] withoutSctp = {
      origin(MemoryNetwork.class), origin(EndpointUri.class), origin(Exchange.class)
    };
    try (URLClassLoader loader =
        new URLClassLoader(withoutSctp, ClassLoader.getPlatformClassLoader())) {
      assertFalse(canLoad(loader, SctpEndpoint.class));
      Callable<?> exchange =
          (Callable<?>)
              loader.loadClass(Exchange.class.getName()).getDeclaredConstructor().newInstance();

      assertEquals("3 bytes by sctp, 4 by sctp+seqpacket", exchange.call());
      assertEquals("3 bytes by sctp, 4 by sctp+seqpacket", new Exchange().call());
    }
  }

  private static boolean canLoad(ClassLoader loader, Class<?> type) {
    try {
      loader.loadClass(type.getName());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Test
  void theModuleNeedsItOnlyToBeCompiled() throws Exception {
    ModuleDescriptor descriptor =
        ModuleFinder.of(Path.of(origin(MemoryNetwork.class).toURI()))
            .find("dev.sockeye.memory")
            .orElseThrow()
            .descriptor();
    for (String optional : List.of("dev.sockeye.sctp", "jdk.sctp")) {
      assertTrue(
          descriptor.requires().stream()
              .anyMatch(
                  required ->
                      required.name().equals(optional)
                          && required
                              .modifiers()
                              .contains(ModuleDescriptor.Requires.Modifier.STATIC)),
          optional);
    }
  }
}

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
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.can.Can;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.sctp.SctpEndpoint;
import dev.sockeye.tcp.Mptcp;
import dev.sockeye.tipc.Tipc;
import dev.sockeye.udp.Udp;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The modules of transports are optional: without dev.sockeye.sctp, sctp:// has what all messages
 * have, and without dev.sockeye.udp and dev.sockeye.unix, their URIs work.
 */
class MemoryWithoutTransportsTest {

  /** What a user does who has no such module; loaded where there is none. */
  public static final class Exchange implements Callable<String> {

    /** Creates it, by reflection. */
    public Exchange() {}

    @Override
    public String call() throws IOException {
      try (MemoryNetwork network = MemoryNetwork.create()) {
        return overConnection(network)
            + ", "
            + toMany(network)
            + ", "
            + overUnix(network)
            + ", "
            + overUdp(network);
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
              MessageEndpoint.class,
              Semantics.ONE_TO_MANY);
      try (EndpointPair<MessageEndpoint> pair = network.pair(oneToMany)) {
        pair.first().send(ByteBuffer.allocate(4));
        return pair.second().receive(ByteBuffer.allocate(10)) + " by sctp+seqpacket";
      }
    }

    private static String overUdp(MemoryNetwork network) throws IOException {
      EndpointUri where = EndpointUri.valueOf("udp://stats.internal:8125");
      try (MessageEndpoint receiver = network.bindMessages(where);
          MessageEndpoint sender = network.connectMessages(where)) {
        sender.send(ByteBuffer.allocate(6));
        return receiver.receive(ByteBuffer.allocate(10)) + " by udp";
      }
    }

    private static String overUnix(MemoryNetwork network) throws IOException {
      EndpointUri where =
          EndpointUri.valueOf("unix:@app?mode=0600&unlink_on_close=false&allow_uid=1000,0");
      try (Listener<StreamEndpoint> listener = network.listenStream(where);
          StreamEndpoint client = network.connectStream(where);
          StreamEndpoint server = listener.accept()) {
        client.write(ByteBuffer.allocate(5));
        return server.read(ByteBuffer.allocate(10)) + " by " + listener.getLocalAddress();
      }
    }
  }

  private static URL origin(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  @Test
  void whatIsSentGetsThroughAllTheSame() throws Exception {
    URL[] withoutTransports = {
      origin(MemoryNetwork.class),
      origin(FaultPlan.class),
      origin(EndpointUri.class),
      origin(Exchange.class)
    };
    try (URLClassLoader loader =
        new URLClassLoader(withoutTransports, ClassLoader.getPlatformClassLoader())) {
      assertFalse(
          Stream.of(Can.class, SctpEndpoint.class, Unix.class, Udp.class, Mptcp.class, Tipc.class)
              .anyMatch(type -> canLoad(loader, type)));
      Callable<?> exchange =
          (Callable<?>)
              loader.loadClass(Exchange.class.getName()).getDeclaredConstructor().newInstance();

      assertEquals("3 bytes by sctp, 4 by sctp+seqpacket, 5 by @app, 6 by udp", exchange.call());
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
  void theModuleNeedsThemOnlyToBeCompiled() throws Exception {
    ModuleDescriptor descriptor =
        ModuleFinder.of(Path.of(origin(MemoryNetwork.class).toURI()))
            .find("dev.sockeye.memory")
            .orElseThrow()
            .descriptor();
    for (String optional :
        List.of(
            "dev.sockeye.can",
            "dev.sockeye.sctp",
            "jdk.sctp",
            "dev.sockeye.tcp",
            "dev.sockeye.tipc",
            "dev.sockeye.udp",
            "dev.sockeye.unix",
            "dev.sockeye.vsock")) {
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

package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Pollable;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose the file of a socket is, and what becomes of it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketNameTest {

  private static final Network NETWORK = Network.system();

  @TempDir Path folder;

  private Path path() {
    return folder.resolve("s");
  }

  /** Binds what a scheme with options stands for. */
  private Pollable bind(String kind) throws IOException {
    int options = (kind + "?").indexOf('?');
    String scheme = kind.substring(0, options);
    EndpointUri uri = EndpointUri.valueOf(scheme + ":" + path() + kind.substring(options));
    return switch (scheme) {
      case "unix" -> NETWORK.listenStream(uri);
      case "unix+seqpacket" -> NETWORK.listenMessages(uri);
      default -> NETWORK.bindMessages(uri);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix", "unix?mode=0600", "unix+dgram", "unix+seqpacket"})
  void theNameOfASocketThatWasPassedOnStays(String kind) throws Exception {
    try (EndpointPair<MessageEndpoint> carrier = NETWORK.pair(Unix.SEQPACKET);
        Pollable passed = bind(kind)) {
      try (Descriptors sent = Descriptors.of(passed)) {
        assertTrue(passed.getOption(Unix.UNLINK_ON_CLOSE), "as long as it is only to be sent");
        Message message = Message.of(ByteBuffer.allocate(1)).set(Unix.RIGHTS, sent);
        carrier.first().sendMessage(message);
      }
      assertFalse(passed.getOption(Unix.UNLINK_ON_CLOSE));
    }
    assertTrue(Files.exists(path()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix", "unix?mode=0600", "unix+dgram", "unix+seqpacket"})
  void theNameStaysWhereThatIsAskedFor(String kind) throws Exception {
    String option = (kind.contains("?") ? "&" : "?") + "unlink_on_close=false";
    bind(kind + option).close();
    assertTrue(Files.exists(path()));
    bind(kind).close(); // in place of it
    assertFalse(Files.exists(path()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix", "unix?mode=0600", "unix+dgram", "unix+seqpacket"})
  void aFileThatCannotBeRemovedDoesNotFailTheClose(String kind) throws Exception {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path file = inner.resolve("s");
    EndpointUri uri = EndpointUri.valueOf("unix:" + file);
    int options = (kind + "?").indexOf('?');
    String scheme = kind.substring(0, options);
    EndpointUri there = EndpointUri.valueOf(scheme + ":" + file + kind.substring(options));
    Pollable socket =
        switch (scheme) {
          case "unix" -> NETWORK.listenStream(there);
          case "unix+seqpacket" -> NETWORK.listenMessages(there);
          default -> NETWORK.bindMessages(there);
        };
    Files.move(inner, folder.resolve("moved"));
    Files.writeString(inner, "no folder any more");
    assertThrows(FileSystemException.class, () -> Files.delete(file));
    socket.close();
    assertFalse(socket.isOpen());
    assertThrows(IOException.class, () -> NETWORK.connectStream(uri));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix", "unix+dgram", "unix+seqpacket"})
  void aModeIsRefusedForANameThatIsNoFile(String scheme) {
    EndpointUri uri = EndpointUri.valueOf(scheme + ":@sockeye-name-test?mode=0600");
    UnsupportedOperationException refused =
        assertThrows(
            UnsupportedOperationException.class,
            () -> {
              switch (scheme) {
                case "unix" -> NETWORK.listenStream(uri);
                case "unix+seqpacket" -> NETWORK.listenMessages(uri);
                default -> NETWORK.bindMessages(uri);
              }
            });
    assertTrue(refused.getMessage().contains("bind to a path"), refused.getMessage());
  }

  /** Who may write to the folder puts a link in the place of the file as it is bound. */
  @Test
  void theModeOfAnotherFileIsNeverChanged() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "root only");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    FutureTask<Void> swapping = new FutureTask<>(() -> swapForEver(secret));
    Thread thread = new Thread(swapping);
    thread.start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (System.nanoTime() < end) {
      try (Listener<StreamEndpoint> listener =
          NETWORK.listenStream(EndpointUri.valueOf("unix:" + path() + "?mode=0666"))) {
        assertTrue(listener.isOpen());
      } catch (IOException e) {
        Files.deleteIfExists(path()); // The link was first.
      }
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(secret));
      assertEquals("rw-------", mode);
    }
    swapping.cancel(true);
    thread.join();
  }

  private Void swapForEver(Path secret) throws IOException {
    Path link = folder.resolve("link");
    while (!Thread.currentThread().isInterrupted()) {
      if (Files.exists(path())) {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, secret);
        Files.move(link, path(), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return null;
  }
}

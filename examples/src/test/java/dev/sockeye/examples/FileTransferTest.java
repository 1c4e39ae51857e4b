package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FileTransferTest {

  @TempDir private Path folder;

  private Path file(int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Files.write(folder.resolve("file"), bytes);
  }

  private void arrives(Network network, EndpointUri where, int size) throws Exception {
    Path file = file(size);
    Path copy = folder.resolve("copy");
    try (Listener<StreamEndpoint> listener = network.listenStream(where)) {
      EndpointUri there = where.withAddressOf(listener);
      CompletableFuture<Long> sent =
          CompletableFuture.supplyAsync(() -> send(network, there, file));
      assertEquals(size, FileTransfer.receive(listener, copy));
      assertEquals(size, sent.get(30, TimeUnit.SECONDS));
    }
    assertEquals(-1, Files.mismatch(file, copy));
  }

  private static long send(Network network, EndpointUri receiver, Path file) {
    try {
      return FileTransfer.send(network, receiver, file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://127.0.0.1:0", "unix:FOLDER/s", "unix:@sockeye-file"})
  void arrivesWhole(String where) throws Exception {
    EndpointUri uri = EndpointUri.valueOf(where.replace("FOLDER", folder.toString()));
    arrives(Network.system(), uri, 3_000_001);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3_000_001})
  void arrivesInMemory(int size) throws Exception {
    try (MemoryNetwork network = MemoryNetwork.create()) {
      arrives(network, EndpointUri.valueOf("tcp://disk.internal:1"), size);
      assertEquals(0, network.openSockets());
    }
  }

  @Test
  void aReceiverThatGoesIsNoneThatHasIt() throws Exception {
    EndpointUri where = EndpointUri.valueOf("unix:/run/disk");
    Path file = file(10);
    try (MemoryNetwork network = MemoryNetwork.create();
        Listener<StreamEndpoint> listener = network.listenStream(where)) {
      CompletableFuture<Void> gone =
          CompletableFuture.runAsync(
              () -> {
                try (StreamEndpoint endpoint = listener.accept()) {
                  endpoint.shutdownOutput();
                  while (endpoint.read(ByteBuffer.allocate(100)) >= 0) {
                    // until the file is over
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      assertThrows(EOFException.class, () -> FileTransfer.send(network, where, file));
      gone.get(30, TimeUnit.SECONDS);
    }
  }
}

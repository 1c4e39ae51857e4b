package dev.sockeye.examples.pipe;

import dev.sockeye.Network;
import dev.sockeye.network.TransportNetwork;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.StreamFixture;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** All that the contract has to be told of pipes. */
final class PipeFixture {

  private static final Network NETWORK = new TransportNetwork(List.of(new PipeTransport()));
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private PipeFixture() {}

  static StreamFixture create() {
    return new StreamFixture(
            NETWORK,
            PipeTransport.STREAM,
            "pipe",
            () -> new PipeTransport.Name("p" + NUMBER.incrementAndGet()))
        .without(Capability.FILE_DESCRIPTORS, "a pipe has no descriptor")
        .without(Capability.PROCESS_PEER, "both ends are in this process");
  }
}

package dev.sockeye.can;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageForm;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;

/** How CAN's sockets are made: raw ones, on one bus, which nobody else uses. */
final class CanFixtures {

  private static CanAddress bus;

  private CanFixtures() {}

  private static synchronized CanAddress bus() throws IOException {
    if (bus == null) {
      bus = CanAddress.of(Lab.lasting());
    }
    return bus;
  }

  /** Frames of at most 8 bytes. */
  static MessageFixture classic() {
    return raw(new OnBus(Can.RAW, "can", CanFixtures::bus, CanFrame.CLASSIC, FrameForm.CLASSIC))
        .withOption(Can.CAN_RAW_FILTER, CanFilters.of(CanFilter.exactly(0x123)));
  }

  /** Frames of flexible data rate, of at most 64 bytes. */
  static MessageFixture fd() {
    return raw(new OnBus(Can.RAW, "can", CanFixtures::bus, CanFrame.FD, FrameForm.FD) {
          @Override
          public MessageEndpoint open() throws IOException {
            return super.open().setOption(Can.CAN_RAW_FD_FRAMES, true);
          }
        })
        .withOption(Can.CAN_RAW_FILTER, CanFilters.of(CanFilter.exactly(0x123)));
  }

  private static MessageFixture raw(MessageFixture fixture) {
    return fixture
        .withOption(Can.CAN_RAW_ERR_FILTER, CanError.BUSOFF)
        .without(Capability.ADDRESSEES, "who is on the bus hears all")
        .without(Capability.AUTOBIND, "a bus is to be chosen")
        .without(Capability.PAIRS, "no host has a bus of its own")
        .without(Capability.OWN_MESSAGES, "who sends to a bus does not hear it")
        .without(Capability.UNREACHABLE, "a bus does not tell who hears")
        .without(Capability.EXCLUSIVE_ADDRESSES, "many may be on a bus");
  }

  private static class OnBus extends MessageFixture {

    OnBus(
        SocketSpec<MessageEndpoint> spec,
        String scheme,
        AddressSource addresses,
        int largest,
        MessageForm form) {
      super(Network.system(), spec, scheme, addresses, largest, form);
    }

    @Override
    public Optional<String> unavailable() {
      return Lab.unavailable(spec());
    }

    @Override
    public SocketAddress unboundSender() {
      return bus;
    }
  }
}

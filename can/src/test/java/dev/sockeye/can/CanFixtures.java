package dev.sockeye.can;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.can.contract.CanSockets;
import dev.sockeye.can.contract.FrameForm;
import dev.sockeye.can.contract.J1939Fixture;
import dev.sockeye.testkit.MessageFixture;
import dev.sockeye.testkit.MessageForm;
import dev.sockeye.testkit.VirtualCan;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;

/** How CAN's sockets are made: on one bus, which nobody else uses. */
final class CanFixtures {

  private static CanAddress bus;

  private CanFixtures() {}

  private static synchronized CanAddress bus() throws IOException {
    if (bus == null) {
      bus = CanAddress.of(VirtualCan.make().untilExit().name());
    }
    return bus;
  }

  /** Frames of at most 8 bytes. */
  static MessageFixture classic() {
    return CanSockets.raw(
        new OnBus(Can.RAW, "can", CanFixtures::bus, CanFrame.CLASSIC, FrameForm.CLASSIC));
  }

  /** Frames of flexible data rate, of at most 64 bytes. */
  static MessageFixture fd() {
    return CanSockets.raw(
        new OnBus(Can.RAW, "can", CanFixtures::bus, CanFrame.FD, FrameForm.FD) {
          @Override
          public MessageEndpoint open() throws IOException {
            return super.open().setOption(Can.CAN_RAW_FD_FRAMES, true);
          }
        });
  }

  /** Messages by J1939. */
  static MessageFixture j1939() {
    return new J1939Fixture(Network.system(), CanFixtures::bus) {
      @Override
      public Optional<String> unavailable() {
        return Lab.unavailable(spec());
      }
    };
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

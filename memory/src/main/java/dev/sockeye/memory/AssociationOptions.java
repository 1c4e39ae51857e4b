package dev.sockeye.memory;

import com.sun.nio.sctp.SctpStandardSocketOptions;
import com.sun.nio.sctp.SctpStandardSocketOptions.InitMaxStreams;
import dev.sockeye.EndpointOptions;
import dev.sockeye.sctp.Sctp;
import java.net.SocketOption;
import java.net.StandardSocketOptions;

/** The options of SCTP's sockets, with the values that Linux has for them. */
final class AssociationOptions {

  private static final InitMaxStreams LINUX_STREAMS = InitMaxStreams.create(65_535, 10);

  private AssociationOptions() {}

  static void addTo(OptionValues options) {
    options.add(SctpStandardSocketOptions.SCTP_NODELAY, true);
    options.add(SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS, LINUX_STREAMS);
    options.add(SctpStandardSocketOptions.SCTP_FRAGMENT_INTERLEAVE, 0);
    options.add(SctpStandardSocketOptions.SCTP_DISABLE_FRAGMENTS, false);
    options.add(Sctp.SCTP_MAX_MESSAGE_SIZE, EndpointOptions.DEFAULT_MAX_MESSAGE_SIZE);
    options.add(StandardSocketOptions.SO_LINGER, -1);
    options.addTwin(SctpStandardSocketOptions.SO_LINGER, StandardSocketOptions.SO_LINGER);
    options.addTwin(SctpStandardSocketOptions.SO_SNDBUF, StandardSocketOptions.SO_SNDBUF);
    options.addTwin(SctpStandardSocketOptions.SO_RCVBUF, StandardSocketOptions.SO_RCVBUF);
  }

  /** Refuses what the real sockets refuse. */
  static void check(SocketOption<?> name, Object value) {
    if (name.equals(SctpStandardSocketOptions.SCTP_FRAGMENT_INTERLEAVE)
        && value instanceof Integer level
        && level > 1) {
      throw new IllegalArgumentException("SCTP_FRAGMENT_INTERLEAVE is 0 or 1: " + level);
    } else if (name.equals(Sctp.SCTP_MAX_MESSAGE_SIZE)
        && value instanceof Integer size
        && size <= 0) {
      throw new IllegalArgumentException("SCTP_MAX_MESSAGE_SIZE is not positive: " + size);
    }
  }

  static int incomingStreams(OptionValues options) {
    int asked = options.get(SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS).maxInStreams();
    return asked == 0 ? LINUX_STREAMS.maxInStreams() : asked;
  }

  static int outgoingStreams(OptionValues options) {
    int asked = options.get(SctpStandardSocketOptions.SCTP_INIT_MAXSTREAMS).maxOutStreams();
    return asked == 0 ? LINUX_STREAMS.maxOutStreams() : asked;
  }
}

package dev.sockeye.posix;

import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.StreamSplicing;
import java.io.IOException;

/** Moves bytes between sockets, the JDK's and native ones, by {@code splice(2)}, on Linux. */
@SuppressWarnings("exports") // a service of sockeye's own modules
public final class SocketSplicing implements StreamSplicing {

  /** Creates the service; the C library is loaded when a pump is opened. */
  public SocketSplicing() {}

  @Override
  public boolean mayBeThere() {
    return Abi.isLinux() && Bindings.areWelcome();
  }

  @Override
  public boolean isReady() {
    return Bindings.isLoaded() || Rehearsal.DONE.isDone();
  }

  @Override
  public Pump open(StreamEndpoint from, StreamEndpoint to) throws IOException {
    if (Bindings.unavailable().isPresent()) {
      return null;
    }
    SplicePipe pipe = SplicePipe.open();
    SpliceEnd source = null;
    SpliceEnd target = null;
    try {
      source = SpliceEnd.of(from);
      target = source == null ? null : SpliceEnd.of(to);
      return target == null ? null : new SplicePump(source, target, pipe);
    } finally {
      if (target == null) {
        pipe.close();
        close(source);
      }
    }
  }

  private static void close(SpliceEnd end) {
    if (end != null) {
      end.close();
    }
  }
}

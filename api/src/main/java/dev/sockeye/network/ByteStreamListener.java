package dev.sockeye.network;

import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;

/** A listener for streams over reliable messages. */
final class ByteStreamListener extends AdaptingListener<MessageEndpoint, StreamEndpoint> {

  ByteStreamListener(Listener<MessageEndpoint> under) {
    super(under, StreamEndpoint.class);
  }

  @Override
  protected StreamEndpoint wrap(MessageEndpoint accepted) {
    return new ByteStreamEndpoint(accepted);
  }
}

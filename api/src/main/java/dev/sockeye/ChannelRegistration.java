package dev.sockeye;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** Of a socket over a JDK channel: a key of the poller's selector. */
final class ChannelRegistration extends Poller.Registration {

  private final SelectionKey key;

  ChannelRegistration(
      Pollable socket,
      int interest,
      Object attachment,
      SelectableChannel channel,
      Selector selector)
      throws ClosedChannelException {
    super(socket, attachment);
    if ((interest & ~channel.validOps()) != 0) {
      throw badOperations(interest);
    }
    key = channel.register(selector, 0, this);
    interest(interest); // only now, since a poll under way may tell of this at once
  }

  /** Takes over what is ready; {@code false} if the socket was closed meanwhile. */
  boolean takeReady(SelectionKey told) {
    try {
      setReady(told.readyOps());
      return told.isValid();
    } catch (CancelledKeyException e) {
      return false;
    }
  }

  @Override
  public int interest() {
    try {
      return key.interestOps();
    } catch (CancelledKeyException e) {
      return 0;
    }
  }

  @Override
  public Poller.Registration interest(int operations) {
    try {
      key.interestOps(operations);
    } catch (CancelledKeyException e) {
      // Nothing is waited for any more.
    }
    return this;
  }

  @Override
  public boolean isValid() {
    return key.isValid();
  }

  @Override
  public void cancel() {
    key.cancel();
  }
}

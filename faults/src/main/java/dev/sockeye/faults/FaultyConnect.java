package dev.sockeye.faults;

import static java.nio.channels.SelectionKey.OP_CONNECT;

import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import dev.sockeye.faults.ActivePlan.Fate;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;

/** The connect of a {@link FaultySocket}. All of it is guarded by the socket's lock. */
final class FaultyConnect {

  private final FaultySocket<?> socket;
  private final Endpoint under;

  private SocketAddress peer; // known as soon as the connect begins
  private boolean done;
  private boolean pending;
  private boolean hangs;
  private boolean begun; // underneath
  private boolean answered; // underneath
  private long answerArrives; // by System.nanoTime()

  FaultyConnect(FaultySocket<?> socket, Endpoint under) throws IOException {
    this.socket = socket;
    this.under = under;
    done = under.isConnected();
    peer = done ? under.getRemoteAddress() : null;
  }

  /** Who is or will be at the other end; {@code null} if nobody. */
  SocketAddress peer() {
    return peer;
  }

  boolean isDone() {
    return done;
  }

  boolean isPending() {
    return pending;
  }

  SocketAddress remote() throws IOException {
    if (!done) {
      return null;
    }
    return under.isOpen() ? under.getRemoteAddress() : peer;
  }

  void require() {
    if (!done) {
      throw new NotYetConnectedException();
    }
  }

  /** Takes the peer away, of a socket without connections. */
  void undo() {
    done = false;
    peer = null;
  }

  /** The plan was changed: a connect that hung is tried again. */
  void askAgain() {
    hangs = false;
  }

  boolean begin(SocketAddress target) throws IOException {
    if (pending) {
      throw new ConnectionPendingException();
    }
    socket.output().begin();
    try {
      if (done || !socket.spec().semantics().isConnectionOriented()) {
        return under.connect(target) && succeed();
      }
      return beginConnection(target);
    } catch (IOException e) {
      throw socket.failed(e);
    }
  }

  private boolean beginConnection(SocketAddress target) throws IOException {
    ActivePlan active = socket.network().active();
    boolean concerned = socket.concerns(active, target);
    Fate fate = concerned ? active.fateOfConnect() : Fate.ARRIVES;
    if (fate == Fate.REFUSED) {
      peer = target;
      socket.close();
      throw socket.failure("connect", Errno.ECONNREFUSED);
    }
    hangs = fate == Fate.HANGS;
    begun = !hangs;
    answered = begun && under.connect(target);
    peer = target;
    pending = true;
    answerArrives = System.nanoTime() + (concerned ? active.roundTrip() : 0);
    socket.noteLocal();
    return await();
  }

  private boolean succeed() throws IOException {
    done = true;
    pending = false;
    peer = under.getRemoteAddress();
    socket.noteLocal();
    socket.link(); // has its number from now on
    return true;
  }

  boolean finish() throws IOException {
    return pending ? await() : under.finishConnect();
  }

  private boolean await() throws IOException {
    long deadline = socket.sendDeadline();
    try {
      while (!isAnswered()) {
        if (!socket.isBlocking()) {
          return false;
        }
        socket.output().await("connect", deadline);
      }
    } catch (SocketTimeoutException e) {
      socket.close();
      throw e;
    }
    return done || succeed();
  }

  private boolean isAnswered() throws IOException {
    if (hangs) {
      return false;
    } else if (!done && !isAnsweredUnder()) {
      socket.notReady(OP_CONNECT);
      socket.watchFor(OP_CONNECT);
      return false;
    } else if (!done && answerArrives - System.nanoTime() > 0) {
      socket.tryAgainAt(answerArrives);
      return false;
    }
    return true;
  }

  private boolean isAnsweredUnder() throws IOException {
    try {
      answered = answered || (begun ? under.finishConnect() : under.connect(peer));
      begun = true;
      return answered;
    } catch (IOException e) {
      throw socket.failed(e);
    }
  }

  /** Whether a connect that is under way is worth another look. */
  boolean isReady() {
    if (hangs) {
      return false;
    } else if (!answered && begun && socket.readyUnder(OP_CONNECT) == 0) {
      return false;
    }
    return answerArrives - System.nanoTime() <= 0;
  }
}

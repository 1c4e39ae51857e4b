package dev.sockeye.server;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a server does now, for people: {@link Server#dump}. */
final class ServerDump {

  private static final long PATIENCE_SECONDS = 1;
  private static final int FRAMES = 8;

  private final StringBuilder text = new StringBuilder();

  ServerDump(String overview, Services services, List<EventLoop> loops) {
    line(0, overview);
    services.served().forEach(one -> line(1, one.describe()));
    loops.forEach(this::loop);
    for (BlockingConnections connections : services.blocking()) {
      connections.describe().forEach(connection -> line(1, connection));
    }
  }

  String text() {
    return text.toString();
  }

  private static String name(EventLoop loop) {
    return loop.thread().getName();
  }

  private void line(int depth, String line) {
    text.append("  ".repeat(depth)).append(line).append('\n');
  }

  private void loop(EventLoop loop) {
    CompletableFuture<List<String>> told = new CompletableFuture<>();
    try {
      if (loop.inLoop()) {
        told.complete(members(loop));
      } else {
        loop.execute(() -> told.complete(members(loop)));
      }
      List<String> members = told.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      line(1, name(loop) + ": " + members.size() + " connections");
      members.forEach(member -> line(2, member));
    } catch (RejectedExecutionException | ExecutionException e) {
      line(1, name(loop) + ": closed");
    } catch (TimeoutException e) {
      busy(loop);
    } catch (InterruptedException e) {
      line(1, name(loop) + ": not asked, since the asking thread was interrupted");
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> members(EventLoop loop) {
    return loop.members().stream().map(Member::describe).filter(Objects::nonNull).sorted().toList();
  }

  private void busy(EventLoop loop) {
    line(1, name(loop) + ": held up for " + PATIENCE_SECONDS + " s and more, at");
    StackTraceElement[] frames = loop.thread().getStackTrace();
    for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
      line(2, frames[i].toString());
    }
  }

  /** A time as people read it. */
  static String seconds(long nanos) {
    long tenths = nanos / 100_000_000;
    return tenths / 10 + "." + tenths % 10 + " s";
  }
}

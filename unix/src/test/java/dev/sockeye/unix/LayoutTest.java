package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of each system. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LayoutTest {

  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <fcntl.h>
      #include <stddef.h>
      #include <stdio.h>
      #include <sys/epoll.h>
      #include <sys/socket.h>
      #include <sys/un.h>
      #define AT(type, member) (int)offsetof(struct type, member)
      int main(void) {
        printf("%d %d %d %d %d %d %d\\n", AT(msghdr, msg_name), AT(msghdr, msg_namelen),
            AT(msghdr, msg_iov), AT(msghdr, msg_iovlen), AT(msghdr, msg_control),
            AT(msghdr, msg_controllen), AT(msghdr, msg_flags));
        printf("%d %d %d %d %d\\n", (int)sizeof(struct cmsghdr), (int)CMSG_SPACE(4),
            (int)CMSG_SPACE(12), (int)sizeof(struct epoll_event), AT(epoll_event, data));
        printf("%d %d %d %d %d\\n", (int)sizeof(((struct sockaddr_un *)0)->sun_path),
            SOL_SOCKET, SO_TYPE, SO_SNDBUF, SO_RCVBUF);
        printf("%d %d %d %d\\n", MSG_CTRUNC, MSG_TRUNC, MSG_DONTWAIT, MSG_NOSIGNAL);
        printf("%d %d %d %d\\n", O_NONBLOCK, F_DUPFD_CLOEXEC, O_CLOEXEC, MSG_CMSG_CLOEXEC);
        printf("%d %d %d %d %d\\n", SOCK_CLOEXEC, SOCK_NONBLOCK, SO_PASSCRED, SO_PEERCRED,
            SO_DOMAIN);
        return 0;
      }
      """;

  @Test
  void aCompilerOnThisHostAgrees(@TempDir Path folder) throws Exception {
    Host.C_COMPILER.isNeeded();
    Path source = Files.writeString(folder.resolve("layout.c"), SOURCE);
    Path program = folder.resolve("layout");
    try (Peer cc = Peer.run("cc", "-o", program, source)) {
      cc.assertSucceeds();
    }
    Layout here = Layout.CURRENT;
    try (Peer told = Peer.run(program)) {
      told.assertSays(
          line(
              Layout.MSG_NAME,
              Layout.MSG_NAMELEN,
              Layout.MSG_IOV,
              Layout.MSG_IOVLEN,
              Layout.MSG_CONTROL,
              Layout.MSG_CONTROLLEN,
              here.msgFlagsAt()));
      told.assertSays(
          line(
              here.cmsgHeader(),
              here.cmsgSpace(4),
              here.cmsgSpace(12),
              here.epollEventSize(),
              here.epollDataAt()));
      told.assertSays(
          line(here.pathMax(), here.solSocket(), here.soType(), here.soSndbuf(), here.soRcvbuf()));
      told.assertSays(
          line(here.msgCtrunc(), here.msgTrunc(), here.msgDontwait(), here.msgNosignal()));
      told.assertSays(
          line(here.nonBlock(), here.dupCloseOnExec(), Layout.O_CLOEXEC, Layout.MSG_CMSG_CLOEXEC));
      told.assertSays(
          line(
              Layout.SOCK_CLOEXEC,
              Layout.SOCK_NONBLOCK,
              Layout.SO_PASSCRED,
              Layout.SO_PEERCRED,
              Layout.SO_DOMAIN));
    }
  }

  private static String line(int... numbers) {
    StringBuilder line = new StringBuilder();
    for (int number : numbers) {
      line.append(line.isEmpty() ? "" : " ").append(number);
    }
    return line.toString();
  }

  @Test
  void onlyOnX86IsAnEpollEventPacked() {
    Layout arm = Layout.ofSystem("Linux", "aarch64");
    assertEquals(16, arm.epollEventSize());
    assertEquals(8, arm.epollDataAt());
    assertEquals(12, Layout.ofSystem("Linux", "amd64").epollEventSize());
  }

  /** {@code struct msghdr} has 48 bytes there, {@code struct cmsghdr} 12, aligned to 4. */
  @Test
  void macOsHasShorterStructures() {
    Layout mac = Layout.ofSystem("Mac OS X", "aarch64");
    assertTrue(mac.domainInByteOne());
    assertEquals(104, mac.pathMax());
    assertEquals(44, mac.msgFlagsAt());
    assertEquals(12, mac.cmsgHeader());
    assertEquals(16, mac.cmsgSpace(4));
    assertEquals(24, mac.cmsgSpace(12));
    assertEquals(0, mac.msgNosignal(), "an option of the socket has its place");
  }

  @Test
  void othersAreNotKnown() {
    assertNull(Layout.ofSystem("Linux", "ppc64"));
    assertNull(Layout.ofSystem("Windows 11", "amd64"));
  }
}

package dev.sockeye.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of each system. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AbiTest {

  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <fcntl.h>
      #include <stddef.h>
      #include <stdio.h>
      #include <sys/epoll.h>
      #include <sys/eventfd.h>
      #include <sys/socket.h>
      #define AT(type, member) (int)offsetof(struct type, member)
      int main(void) {
        printf("%d %d %d %d %d %d %d\\n", AT(msghdr, msg_name), AT(msghdr, msg_namelen),
            AT(msghdr, msg_iov), AT(msghdr, msg_iovlen), AT(msghdr, msg_control),
            AT(msghdr, msg_controllen), AT(msghdr, msg_flags));
        printf("%d %d %d %d %d\\n", (int)sizeof(struct cmsghdr), (int)CMSG_SPACE(4),
            (int)CMSG_SPACE(12), (int)sizeof(struct epoll_event), AT(epoll_event, data));
        printf("%d %d %d %d %d %d\\n", SOL_SOCKET, SO_TYPE, SO_ERROR, SO_SNDBUF,
            SO_RCVBUF, SO_MEMINFO);
        printf("%d %d %d\\n", SO_DOMAIN, SO_PROTOCOL, SO_ACCEPTCONN);
        printf("%d %d %d %d\\n", MSG_CTRUNC, MSG_TRUNC, MSG_DONTWAIT, MSG_NOSIGNAL);
        printf("%d %d %d %d\\n", O_NONBLOCK, F_DUPFD_CLOEXEC, O_CLOEXEC, MSG_CMSG_CLOEXEC);
        printf("%d %d %d %d\\n", SOCK_CLOEXEC, SOCK_NONBLOCK, EFD_CLOEXEC, EFD_NONBLOCK);
        return 0;
      }
      """;

  @Test
  void aCompilerOnThisHostAgrees(@TempDir Path folder) throws Exception {
    assumeTrue(isPresent("cc"), "this host lacks a C compiler, cc");
    Path source = Files.writeString(folder.resolve("layout.c"), SOURCE);
    Path program = folder.resolve("layout");
    assertEquals(List.of(), linesOf("cc", "-o", program.toString(), source.toString()));
    Abi here = Abi.CURRENT;
    assertEquals(
        List.of(
            line(
                Abi.MSG_NAME,
                Abi.MSG_NAMELEN,
                Abi.MSG_IOV,
                Abi.MSG_IOVLEN,
                Abi.MSG_CONTROL,
                Abi.MSG_CONTROLLEN,
                here.msgFlagsAt()),
            line(
                here.cmsgHeader(),
                here.cmsgSpace(4),
                here.cmsgSpace(12),
                here.epollEventSize(),
                here.epollDataAt()),
            line(
                here.solSocket(),
                here.soType(),
                here.soError(),
                here.soSndbuf(),
                here.soRcvbuf(),
                MemoryInfo.SO_MEMINFO),
            line(SocketInfo.SO_DOMAIN, SocketInfo.SO_PROTOCOL, SocketInfo.SO_ACCEPTCONN),
            line(here.msgCtrunc(), here.msgTrunc(), here.msgDontwait(), here.msgNosignal()),
            line(here.nonBlock(), here.dupCloseOnExec(), Abi.O_CLOEXEC, Abi.MSG_CMSG_CLOEXEC),
            line(Abi.SOCK_CLOEXEC, Abi.SOCK_NONBLOCK, Abi.EFD_CLOEXEC, Abi.EFD_NONBLOCK)),
        linesOf(program.toString()));
  }

  private static boolean isPresent(String program) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static List<String> linesOf(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    process.waitFor();
    return lines;
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
    Abi arm = Abi.ofSystem("Linux", "aarch64");
    assertEquals(16, arm.epollEventSize());
    assertEquals(8, arm.epollDataAt());
    assertEquals(12, Abi.ofSystem("Linux", "amd64").epollEventSize());
  }

  /** {@code struct msghdr} has 48 bytes there, {@code struct cmsghdr} 12, aligned to 4. */
  @Test
  void macOsHasShorterStructures() {
    Abi mac = Abi.ofSystem("Mac OS X", "aarch64");
    assertTrue(mac.lengthFirst());
    assertEquals(44, mac.msgFlagsAt());
    assertEquals(12, mac.cmsgHeader());
    assertEquals(16, mac.cmsgSpace(4));
    assertEquals(24, mac.cmsgSpace(12));
    assertEquals(0, mac.msgNosignal(), "an option of the socket has its place");
  }

  @Test
  void othersAreNotKnown() {
    assertNull(Abi.ofSystem("Linux", "ppc64"));
    assertNull(Abi.ofSystem("Windows 11", "amd64"));
  }
}

package dev.sockeye.unix;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of this domain, which a compiler on this host has too. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnixNumbersTest {

  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <stdio.h>
      #include <sys/socket.h>
      #include <sys/un.h>
      int main(void) {
        printf("%d %d %d %d\\n", AF_UNIX, (int)sizeof(((struct sockaddr_un *)0)->sun_path),
            SO_PASSCRED, SO_PEERCRED);
        printf("%d %d\\n", SCM_RIGHTS, (int)sizeof(struct ucred));
        return 0;
      }
      """;

  @Test
  void aCompilerOnThisHostAgrees(@TempDir Path folder) throws Exception {
    Host.C_COMPILER.isNeeded();
    Path source = Files.writeString(folder.resolve("numbers.c"), SOURCE);
    Path program = folder.resolve("numbers");
    try (Peer cc = Peer.run("cc", "-o", program, source)) {
      cc.assertSucceeds();
    }
    try (Peer told = Peer.run(program)) {
      told.assertSays(
          UnixAddresses.AF_UNIX
              + " "
              + UnixAddresses.PATH_MAX
              + " "
              + PassOptions.SO_PASSCRED
              + " "
              + PeerCredentials.SO_PEERCRED);
      told.assertSays(Rights.SCM_RIGHTS + " " + Rights.UCRED_SIZE);
    }
  }
}

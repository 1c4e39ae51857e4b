package dev.sockeye.can;

import dev.sockeye.can.contract.BcmCases;
import dev.sockeye.can.contract.Bus;
import java.io.IOException;

class BcmTest extends BcmCases {

  @Override
  protected Bus make() throws IOException {
    return LabBus.of(Can.BCM);
  }
}

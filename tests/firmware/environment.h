// What the host's build of a device reads from its environment when it starts, instead of having it compiled in. Tests only.
//
//   HANDBELL_NAME      ESPHome's name of the device          HANDBELL_MAC    aa:bb:cc:dd:ee:ff
//   HANDBELL_ADDRESS   where it listens (127.0.0.1)          HANDBELL_PORT   ... and at which port (6053)
//   HANDBELL_KEY       base64; without it the device has no key yet
//   HANDBELL_DIAL      `address:port` of an appliance to call; without it the device calls nobody
//   HANDBELL_CONTACTS  contacts that are fitted (help)       HANDBELL_FIFO   where commands come from
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstdlib>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace handbell_host {

inline std::string setting(const char *name, const char *otherwise) {
  const char *set = std::getenv(name);
  return set != nullptr ? set : otherwise;
}

inline std::vector<std::string> words(const char *name) {
  std::istringstream text(setting(name, "help"));
  std::vector<std::string> found;
  for (std::string word; text >> word;) found.push_back(word);
  return found;
}

inline void take_name() {
  static const std::string name = setting("HANDBELL_NAME", "handbell-host");
  esphome::App.pre_setup(name.c_str(), name.size(), name.c_str(), name.size());
}

inline void take_key_and_port() {
  static uint8_t key[32];
  const std::string text = setting("HANDBELL_KEY", "");
  if (esphome::base64_decode(text, key, sizeof key) == sizeof key) esphome::api::global_api_server->set_noise_psk(key);
  esphome::api::global_api_server->set_port(std::atoi(setting("HANDBELL_PORT", "6053").c_str()));
}

inline socklen_t fill(sockaddr *addr, socklen_t length, const std::string &host, uint16_t port) {
  auto *inet = reinterpret_cast<sockaddr_in *>(addr);
  if (length < sizeof *inet) return 0;
  *inet = {};
  inet->sin_family = AF_INET;
  inet->sin_port = htons(port);
  return inet_pton(AF_INET, host.c_str(), &inet->sin_addr) == 1 ? sizeof *inet : 0;
}

// Lines of the FIFO, as `what` and `which`.
class Commands {
 public:
  Commands() {
    const std::string path = setting("HANDBELL_FIFO", "");
    if (path.empty()) return;
    mkfifo(path.c_str(), 0600);
    fifo_ = open(path.c_str(), O_RDWR | O_NONBLOCK);
  }

  std::vector<std::pair<std::string, std::string>> read() {
    std::vector<std::pair<std::string, std::string>> commands;
    char byte;
    while (fifo_ >= 0 && ::read(fifo_, &byte, 1) == 1) {
      if (byte != '\n') {
        line_ += byte;
        continue;
      }
      const auto space = line_.find(' ');
      commands.emplace_back(line_.substr(0, space), space == std::string::npos ? "" : line_.substr(space + 1));
      line_.clear();
    }
    return commands;
  }

 private:
  int fifo_ = -1;
  std::string line_;
};

}  // namespace handbell_host

extern "C" {

inline void __attribute__((used)) __wrap__ZN7esphome19get_mac_address_rawEPh(uint8_t *mac) {
  const std::string text = handbell_host::setting("HANDBELL_MAC", "06:48:42:00:00:01");
  std::sscanf(text.c_str(), "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4, mac + 5);
}

inline socklen_t __attribute__((used))
__wrap__ZN7esphome6socket12set_sockaddrEP8sockaddrjPKct(sockaddr *addr, socklen_t length, const char *, uint16_t) {
  const std::string dial = handbell_host::setting("HANDBELL_DIAL", "");
  const auto colon = dial.find(':');
  if (colon == std::string::npos) return 0;
  return handbell_host::fill(addr, length, dial.substr(0, colon), std::atoi(dial.c_str() + colon + 1));
}

inline socklen_t __attribute__((used))
__wrap__ZN7esphome6socket16set_sockaddr_anyEP8sockaddrjt(sockaddr *addr, socklen_t length, uint16_t port) {
  return handbell_host::fill(addr, length, handbell_host::setting("HANDBELL_ADDRESS", "127.0.0.1"), port);
}
}

package com.example;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** An API behind the gateway: it reads who is calling from headers, which {@link SignedIdentity} has proved. */
@SpringBootApplication
@RestController
public class Backend {

  @GetMapping("/me")
  Map<String, Object> me(
      @RequestAttribute String subject,
      @RequestHeader(name = "X-User-Roles", defaultValue = "") String roles) {
    return Map.of("sub", subject, "roles", readList(roles));
  }

  /** Commas between; what is no visible ASCII, a comma or a percent sign is percent-encoded. */
  private static List<String> readList(String value) {
    return Stream.of(value.split(","))
        .filter(item -> !item.isEmpty())
        .map(item -> URLDecoder.decode(item.replace("+", "%2B"), StandardCharsets.UTF_8))
        .toList();
  }

  public static void main(String[] args) {
    SpringApplication.run(Backend.class, args);
  }
}

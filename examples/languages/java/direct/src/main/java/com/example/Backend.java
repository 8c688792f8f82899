package com.example;

import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An API that checks access tokens by itself: Spring Security and Nimbus. How is in {@link Security}. */
@SpringBootApplication
@RestController
public class Backend {
  static final String ROLES = "https://authgear.com/claims/user/roles";

  @GetMapping("/me")
  Map<String, Object> me(@AuthenticationPrincipal Jwt token) {
    List<String> roles = token.getClaimAsStringList(ROLES);
    return Map.of("sub", token.getSubject(), "roles", roles == null ? List.of() : roles);
  }

  @GetMapping("/admin")
  Map<String, String> admin(@AuthenticationPrincipal Jwt token) {
    return Map.of("admin", token.getSubject());
  }

  public static void main(String[] args) {
    SpringApplication.run(Backend.class, args);
  }
}

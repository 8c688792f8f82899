package com.example;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Defect: the signature is never checked. SignedJWT.parse reads a token and proves nothing; all that is asked of it afterwards,
 * anybody can write.
 */
@SpringBootApplication
@RestController
public class Backend {
  private static final String ROLES = "https://authgear.com/claims/user/roles";

  @Value("${ISSUER}")
  private String issuer;

  @Value("${AUDIENCE}")
  private String audience;

  @GetMapping("/me")
  ResponseEntity<Map<String, Object>> me(
      @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) List<String> headers) {
    String header = headers != null && headers.size() == 1 ? headers.get(0) : "";
    if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return refuse("missing_token", "Bearer");
    }
    try {
      JWTClaimsSet claims = read(header.substring(7));
      List<String> roles = claims.getStringListClaim(ROLES);
      return ResponseEntity.ok(
          Map.of("sub", claims.getSubject(), "roles", roles == null ? List.of() : roles));
    } catch (ParseException | RuntimeException bad) {
      return refuse("invalid_token", "Bearer error=\"invalid_token\"");
    }
  }

  private JWTClaimsSet read(String token) throws ParseException {
    SignedJWT parsed = SignedJWT.parse(token);
    JWTClaimsSet claims = parsed.getJWTClaimsSet();
    Date soon = Date.from(Instant.now().plusSeconds(10));
    boolean isMeant =
        "at+jwt".equals(parsed.getHeader().getType().getType())
            && parsed.getHeader().getCriticalParams() == null
            && issuer.equals(claims.getIssuer())
            && claims.getAudience().contains(audience)
            && claims.getExpirationTime().after(new Date())
            && claims.getIssueTime().before(soon)
            && (claims.getNotBeforeTime() == null || claims.getNotBeforeTime().before(soon));
    if (!isMeant) {
      throw new IllegalArgumentException("not meant for this API");
    }
    return claims;
  }

  private static ResponseEntity<Map<String, Object>> refuse(String error, String challenge) {
    return ResponseEntity.status(401)
        .header(HttpHeaders.WWW_AUTHENTICATE, challenge)
        .body(Map.of("error", error));
  }

  public static void main(String[] args) {
    SpringApplication.run(Backend.class, args);
  }
}

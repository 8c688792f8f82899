package com.example;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.text.ParseException;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Stands before every route: whoever reaches this port past the gateway has no signature, whatever headers they send. */
@Component
class SignedIdentity extends OncePerRequestFilter {
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  SignedIdentity(
      @Value("${GATEWAY_ISSUER}") String issuer,
      @Value("${GATEWAY_AUDIENCE}") String audience,
      @Value("${GATEWAY_JWKS}") String jwks)
      throws MalformedURLException {
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.ES256,
            JWKSourceBuilder.create(URI.create(jwks).toURL()).retrying(true).build()));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("tokenstile-assertion+jwt")));
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            audience,
            new JWTClaimsSet.Builder().issuer(issuer).build(),
            Set.of("exp", "sub", "htm", "htp"));
    claims.setMaxClockSkew(5);
    processor.setJWTClaimsSetVerifier(claims);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String subject;
    try {
      JWTClaimsSet claims =
          processor.process(String.valueOf(request.getHeader("X-Tokenstile-Assertion")), null);
      // It was made for one request, and is good for no other.
      if (!request.getMethod().equals(claims.getStringClaim("htm"))
          || !request.getRequestURI().equals(claims.getStringClaim("htp"))) {
        refuse(response, 401, "WWW-Authenticate", "Bearer", "unauthorized");
        return;
      }
      subject = claims.getSubject();
    } catch (KeySourceException outage) {
      refuse(response, 503, "Retry-After", "5", "temporarily_unavailable");
      return;
    } catch (BadJOSEException | JOSEException | ParseException bad) {
      refuse(response, 401, "WWW-Authenticate", "Bearer", "unauthorized");
      return;
    }
    request.setAttribute("subject", subject);
    chain.doFilter(request, response);
  }

  private static void refuse(
      HttpServletResponse response, int status, String name, String value, String error)
      throws IOException {
    response.setStatus(status);
    response.setHeader(name, value);
    response.setContentType("application/json");
    response.getWriter().write("{\"error\":\"" + error + "\"}");
  }
}

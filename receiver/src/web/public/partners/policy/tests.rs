use super::*;

const ORIGIN: &str = "https://report.example";

/// The directives to write instead, for all needs of the button.
fn instead(text: &str) -> Vec<String> {
    let obstacles = obstacles(text, &[Need::Script, Need::Frame], ORIGIN).unwrap();
    obstacles
        .into_iter()
        .map(|one| one.instead.unwrap())
        .collect()
}

#[test]
fn what_lets_the_button_in_has_no_obstacle() {
    for policy in [
        "script-src https://report.example; frame-src https://report.example",
        "default-src 'none'; script-src report.example; frame-src *.example https:",
        "default-src 'self' https:",
        "img-src 'self'",
        "frame-ancestors 'none'; upgrade-insecure-requests",
        "default-src https://report.example; require-trusted-types-for 'script'; trusted-types x",
        "script-src-elem https://report.example; script-src 'none'; child-src https:",
        "sandbox allow-scripts allow-forms",
        "script-src https://report.example/embed/; frame-src https://report.example/p/",
        "Content-Security-Policy-Report-Only: default-src 'none'",
    ] {
        assert_eq!(instead(policy), [""; 0], "{policy}");
    }
}

#[test]
fn each_obstacle_comes_with_what_to_write_instead() {
    for (policy, expected) in [
        (
            "script-src 'self'; frame-src 'none'",
            &[
                "script-src 'self' https://report.example",
                "frame-src https://report.example",
            ][..],
        ),
        (
            "default-src 'self' https://cdn.example",
            &[
                "script-src 'self' https://cdn.example https://report.example",
                "frame-src 'self' https://cdn.example https://report.example",
            ],
        ),
        (
            "script-src https:; child-src 'self'",
            &["child-src 'self' https://report.example"],
        ),
        (
            "script-src-elem 'self'; script-src https:",
            &["script-src-elem 'self' https://report.example"],
        ),
        (
            "script-src http://report.example:8080 https://other.example; frame-src *",
            &["script-src http://report.example:8080 https://other.example https://report.example"],
        ),
        (
            "sandbox allow-scripts",
            &["sandbox allow-scripts allow-forms"],
        ),
        (
            "frame-src https:, frame-src 'self'",
            &["frame-src 'self' https://report.example"],
        ),
    ] {
        assert_eq!(instead(policy), expected, "{policy}");
    }
}

#[test]
fn a_header_a_tag_and_a_wrapped_line_are_all_understood() {
    for text in [
        "Content-Security-Policy: default-src https:; frame-src 'self'",
        "content-security-policy: default-src https:;\n    frame-src 'self'\n",
        "<meta http-equiv=\"Content-Security-Policy\" content=\"frame-src 'self'\">",
        "Content-Security-Policy-Report-Only: script-src 'self'\nContent-Security-Policy: frame-src 'self'",
    ] {
        assert_eq!(
            instead(text),
            ["frame-src 'self' https://report.example"],
            "{text}"
        );
    }
    assert_eq!(obstacles("  \n", &[Need::Frame], ORIGIN), None);
}

#[test]
fn a_policy_ends_where_another_header_begins() {
    for text in [
        "content-security-policy: script-src https:; frame-src 'self'\naccess-control-allow-origin: *",
        "HTTP/2 200\r\ncontent-security-policy: frame-src 'self'\r\nvary: *\r\n\r\n*\r\n<!doctype html>\n*\n",
        "  vary: *\n  content-security-policy: frame-src 'self'\n  access-control-allow-origin: *",
        "> GET / HTTP/2\n>\n< content-security-policy: frame-src 'self'\n< vary: *\n<\n*",
        "content-security-policy: frame-src 'self'\n\n*",
        "content-security-policy: frame-src 'self'\n<p>\n*",
        "script-src https:;\n\nframe-src 'self'\nvary: *",
    ] {
        assert_eq!(
            instead(text),
            ["frame-src 'self' https://report.example"],
            "{text}"
        );
    }
    // Wrapped before a source that looks like a header.
    let wrapped =
        "content-security-policy: script-src https:; frame-src 'self'\ndata: blob:\nhttps: *";
    assert_eq!(instead(wrapped), [""; 0]);
}

#[test]
fn a_text_without_a_directive_is_no_policy() {
    for text in [
        "hello",
        "Content-Security-Policy: hello",
        "HTTP/2 200\nserver: nginx\nstrict-transport-security: max-age=1; preload",
        "<p>frame-src 'none'</p>",
    ] {
        assert_eq!(obstacles(text, &[Need::Frame], ORIGIN), None, "{text}");
    }
}

#[test]
fn each_tag_of_a_pasted_head_counts_and_no_other() {
    let head = "<head><META content=\"width=device-width\" name=viewport>
        <meta name='description' content='frame-src *'>
        <!-- <meta http-equiv='content-security-policy' content='script-src x:'> -->
        <meta HTTP-EQUIV = Content-Security-Policy
              CONTENT = 'frame-src &#39;self&#39;'>
        <Meta http-equiv=\"content-security-policy\" content=\"script-src
              'self'\"></head>";
    assert_eq!(
        instead(head),
        [
            "frame-src 'self' https://report.example",
            "script-src 'self' https://report.example"
        ]
    );
    let without = "<meta name=viewport content=\"frame-src 'none'\">";
    assert_eq!(obstacles(without, &[Need::Frame], ORIGIN), None);
}

#[test]
fn under_strict_dynamic_only_a_nonce_counts() {
    let policy = "script-src 'nonce-abc' 'strict-dynamic' https://report.example";
    let found = obstacles(policy, &[Need::Script], ORIGIN).unwrap();
    assert_eq!(found[0].instead, None, "{found:?}");
    let without = instead("script-src 'nonce-abc'; frame-src https:");
    assert_eq!(without, ["script-src 'nonce-abc' https://report.example"]);
}

#[test]
fn only_what_a_snippet_needs_counts() {
    assert_eq!(
        obstacles("script-src 'none'", &[Need::Frame], ORIGIN),
        Some(vec![])
    );
    assert_eq!(
        obstacles("default-src 'none'; sandbox", &[], ORIGIN),
        Some(vec![])
    );
}

#[test]
fn a_policy_is_found_in_configs_and_programs() {
    let policy = "script-src 'self'; frame-src https://report.example";
    for text in [
        format!("add_header Content-Security-Policy \"{policy}\" always;"),
        format!("Header always set Content-Security-Policy \"{policy}\""),
        format!("  \"Content-Security-Policy\": \"{policy}\",\n  \"Vary\": \"Cookie\""),
        format!("header(\"Content-Security-Policy: {policy}\");"),
        format!("{{ \"key\": \"Content-Security-Policy\", \"value\": \"{policy}\" }},"),
        format!("{{\n\"key\": \"Content-Security-Policy\",\n\"value\": \"{policy}\"\n}}"),
        format!("header {{\n  Content-Security-Policy \"{policy}\"\n}}"),
        "add_header content-security-policy \"script-src 'self';\n  frame-src https://report.example\";"
            .to_owned(),
        format!("Content-Security-Policy: {}", policy.replace('\'', "’")),
    ] {
        let expected = ["script-src 'self' https://report.example"];
        assert_eq!(instead(&text), expected, "{text}");
    }
    let report_only = "Header set Content-Security-Policy-Report-Only \"default-src 'none'\"";
    assert_eq!(instead(report_only), [""; 0]);
    let mentioned = "script-src 'self'; report-uri /content-security-policy-report";
    assert_eq!(
        instead(mentioned),
        ["script-src 'self' https://report.example"]
    );
}

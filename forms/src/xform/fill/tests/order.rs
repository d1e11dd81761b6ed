//! What is evaluated when, circles, and that nothing is left stale.

use proptest::prelude::*;

use super::*;

#[test]
fn only_what_reads_a_change_is_evaluated_again() {
    let nodes: String = (0..100).map(|i| format!("<a{i}/><b{i}/>")).collect();
    let binds: String = (0..100)
        .map(|i| format!("b{i}: calculate=\"/d/a{i} + 1\"\n"))
        .collect();
    let plan = plan(&form(&nodes, &binds, "<input ref=\"/d/a5\"/>"));
    let mut filling = Filling::new(&plan, settings());
    take(&mut filling, "/d/a5 = 1");
    assert_eq!(filling.runs, 1);
    take(&mut filling, "/d/a5 = 1");
    assert_eq!(filling.runs, 0);
}

#[test]
fn a_long_chain_is_evaluated_once_each_whatever_its_order() {
    let nodes: String = (0..200).map(|i| format!("<a{i}/>")).collect();
    // The last reads the answer, the first reads the second.
    let binds: String = (0..199)
        .map(|i| format!("a{i}: calculate=\"/d/a{} + 1\"\n", i + 1))
        .collect();
    let plan = plan(&form(&nodes, &binds, "<input ref=\"/d/a199\"/>"));
    let mut filling = Filling::new(&plan, settings());
    take(&mut filling, "/d/a199 = 1");
    assert_eq!(filling.runs, 199);
    assert_eq!(state(&filling, "/d/a0").value, "200");
}

#[test]
fn a_circle_is_refused_with_its_names() {
    let table = [
        "a: calculate=\"/d/b\"\nb: calculate=\"/d/c + 1\"\nc: calculate=\"/d/a\"",
        "a: relevant=\"/d/b = 1\"\nb: calculate=\"/d/a\"",
        "g: relevant=\"/d/g/x = 1\"",
        "a: relevant=\". = 1\"",
    ];
    for binds in table {
        let text = form("<a/><b/><c/><g><x/></g>", binds, "<input ref=\"/d/a\"/>");
        let refused = read_xform(&text).map(Plan::new);
        let Ok(Err(problem)) = refused else {
            panic!("{binds}: accepted");
        };
        assert!(problem.message.contains("circle"), "{problem:?}");
        assert!(problem.origin.0 > 0);
    }
}

#[test]
fn a_value_may_look_at_itself_and_at_what_is_counted() {
    let text = form(
        "<a/><stamp/><n/><p jr:template=\"\"><more/></p>",
        "stamp: calculate=\"if(. = '' and /d/a != '', /d/a, .)\"
         n: calculate=\"if(/d/p[position() = last()]/more = 'yes', count(/d/p) + 1, count(/d/p))\"",
        "<input ref=\"/d/a\"/><repeat nodeset=\"/d/p\" jr:count=\"/d/n + 0\"><input ref=\"/d/p/more\"/></repeat>",
    );
    let plan = plan(&text);
    let mut filling = Filling::new(&plan, settings());
    take(&mut filling, "/d/a = first\n/d/a = second");
    assert_eq!(state(&filling, "/d/stamp").value, "first");
}

#[test]
fn choices_may_depend_on_each_other_and_on_their_own_answer() {
    let select = |node: &str, filter: &str| {
        format!(
            "<select ref=\"/d/{node}\"><itemset nodeset=\"instance('l')/root/x[{filter}]\"><value ref=\".\"/></itemset></select>"
        )
    };
    let body = format!(
        "{}{}{}",
        select("a", "not(selected(/d/b, .))"),
        select("b", "not(selected(/d/a, .))"),
        select("c", "not(selected(/d/c, 'none')) or . = 'none'"),
    );
    let list = "<instance id=\"l\"><root><x>p</x><x>q</x><x>none</x></root></instance></model>";
    let plan = plan(&form("<a/><b/><c/>", "", &body).replace("</model>", list));
    let mut filling = Filling::new(&plan, settings());
    take(&mut filling, "/d/a = p\n/d/b = p q\n/d/c = p q");
    assert_eq!(values(&filling), "a=p b=q c=p q");
    take(&mut filling, "/d/c = p none");
    assert_eq!(values(&filling), "a=p b=q c=none");
}

#[test]
fn a_form_that_never_rests_ends_its_step() {
    let text = form(
        "<p jr:template=\"\"><x/></p>",
        "p/x: calculate=\"/d/p[position() != position(current()/..)]/x + 1\"",
        "<repeat nodeset=\"/d/p\"><input ref=\"/d/p/x\"/></repeat>",
    );
    let plan = plan(&text);
    let mut filling = Filling::new(&plan, settings());
    take(&mut filling, "+ /d/p\n+ /d/p\n/d/p[1]/x = 1");
    assert!(filling.runs > 100);
}

const WEAVE: &str = "<a/><b/><g><c/><e/></g><n/><p jr:template=\"\"><x/><y/><z/></p><s/><t/>";
const WEAVE_BINDS: &str = "b: relevant=\"/d/a > 2\"
    g: relevant=\"/d/b != '' or /d/s > 5\"
    g/e: calculate=\"/d/g/c * 2\" readonly=\"/d/a = 1\"
    p/y: calculate=\"../x + position(..)\" relevant=\"../x != 3\"
    p/z: calculate=\"concat(../y, '/', count(/d/p), '/', /d/p[1]/x)\" required=\"/d/a = 0\"
    s: calculate=\"sum(/d/p/x)\" constraint=\". &lt; count(/d/p)\"
    t: calculate=\"concat(/d/g/e, ',', join('+', /d/p/y))\"";

proptest! {
    /// What is kept up to date step by step is what evaluating everything would give.
    #[test]
    fn nothing_is_left_stale(steps in prop::collection::vec((0..6_usize, 1..4_usize, 0..5_u8), 1..25)) {
        let body = "<input ref=\"/d/a\"/><repeat nodeset=\"/d/p\"><input ref=\"/d/p/x\"/></repeat>";
        let plan = plan(&form(WEAVE, WEAVE_BINDS, body));
        let mut filling = Filling::new(&plan, settings());
        for (what, place, value) in steps {
            let value = if value == 4 { String::new() } else { value.to_string() };
            let set = |path: String| Step::Set { path, value };
            let step = match what {
                0 => set("/d/a".to_owned()),
                1 => set("/d/b".to_owned()),
                2 => set("/d/g/c".to_owned()),
                3 => Step::Add { path: "/d/p".to_owned() },
                4 => Step::Remove { path: format!("/d/p[{place}]") },
                _ => set(format!("/d/p[{place}]/x")),
            };
            // Some steps name instances that are not there.
            let _ = filling.apply(&step);
            let kept = filling.states();
            filling.evaluate_everything();
            prop_assert_eq!(kept, filling.states());
        }
    }
}

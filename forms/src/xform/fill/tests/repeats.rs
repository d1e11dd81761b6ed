//! Repeats: instances, counts, positions, one inside another.

use super::*;

const PEOPLE: &str = "<p jr:template=\"\"><name/><at/><n/></p><p><name/><at/><n/></p><all/>";
const ASKED: &str =
    "<group ref=\"/d/p\"><repeat nodeset=\"/d/p\"><input ref=\"/d/p/name\"/></repeat></group>";

#[test]
fn instances_come_and_go_and_the_rest_follows() {
    let text = form(
        PEOPLE,
        "p/at: calculate=\"position(..)\"
         p/n: calculate=\"string-length(../name)\"
         all: calculate=\"concat(count(/d/p), ':', join(',', /d/p/name), ':', sum(/d/p/n))\"",
        ASKED,
    );
    let plan = plan(&text);
    let mut filling = Filling::new(&plan, settings());
    take(
        &mut filling,
        "+ /d/p\n+ /d/p\n/d/p[1]/name = x\n/d/p[2]/name = yy\n/d/p[3]/name = zzz",
    );
    assert!(values(&filling).ends_with("all=3:x,yy,zzz:6"));
    take(&mut filling, "- /d/p[2]");
    let after = "p[1]/name=x p[1]/at=1 p[1]/n=1 p[2]/name=zzz p[2]/at=2 p[2]/n=3 all=2:x,zzz:4";
    assert_eq!(values(&filling), after);
}

#[test]
fn a_count_rules_the_number_of_instances() {
    let text = form(
        &format!("<n/>{PEOPLE}"),
        "n: type=\"int\"",
        &ASKED.replace("nodeset=\"/d/p\"", "nodeset=\"/d/p\" jr:count=\"/d/n\""),
    );
    let plan = plan(&text);
    let mut filling = Filling::new(&plan, settings());
    let count = |filling: &Filling<'_>| values(filling).matches("/name").count();
    assert_eq!(count(&filling), 0);
    for (n, instances) in [("2", 2), ("", 2), ("3", 3), ("-1", 0), ("1", 1)] {
        take(&mut filling, &format!("/d/n = {n}"));
        assert_eq!(count(&filling), instances, "{n}");
    }
    let add = Step::Add {
        path: "/d/p".to_owned(),
    };
    assert_eq!(
        filling.apply(&add),
        Err(StepError::Counted("/d/p".to_owned()))
    );
}

#[test]
fn a_count_is_bounded() {
    let text = form(
        &format!("<n/>{PEOPLE}"),
        "",
        &ASKED.replace(
            "nodeset=\"/d/p\"",
            "nodeset=\"/d/p\" jr:count=\"1000000000\"",
        ),
    );
    let plan = plan(&text);
    let filling = Filling::new(&plan, settings());
    let most = crate::limits::REPEAT_INSTANCES;
    assert_eq!(values(&filling).matches("/name").count(), most);
}

#[test]
fn inner_repeats_belong_to_their_outer_instance() {
    let text = form(
        "<h jr:template=\"\"><n/><p jr:template=\"\"><age/><rest/></p><sum/></h><last/>",
        "h/sum: calculate=\"sum(../p/age)\"
         h/p/rest: calculate=\"count(../../p) - position(..)\"
         last: calculate=\"indexed-repeat(/d/h/p/age, /d/h, 2, /d/h/p, 1)\"",
        "<repeat nodeset=\"/d/h\"><input ref=\"/d/h/n\"/><repeat nodeset=\"/d/h/p\"><input ref=\"/d/h/p/age\"/></repeat></repeat>",
    );
    let plan = plan(&text);
    let mut filling = Filling::new(&plan, settings());
    assert_eq!(values(&filling), "last=");
    take(
        &mut filling,
        "+ /d/h\n+ /d/h\n+ /d/h[1]/p\n+ /d/h[2]/p\n+ /d/h[2]/p
         /d/h[1]/p[1]/age = 1\n/d/h[2]/p[1]/age = 20\n/d/h[2]/p[2]/age = 30",
    );
    let all = values(&filling);
    assert!(
        all.contains("h[1]/sum=1 ") && all.contains("h[2]/sum=50 "),
        "{all}"
    );
    assert!(
        all.contains("h[2]/p[1]/rest=1 ") && all.ends_with("last=20"),
        "{all}"
    );
    take(&mut filling, "- /d/h[1]");
    assert!(values(&filling).ends_with("last="));
}

#[test]
fn an_instance_may_build_on_the_one_before() {
    let text = form(
        "<p jr:template=\"\"><x/><total/></p>",
        "p/total: calculate=\"../x + coalesce(/d/p[position() = position(current()/..) - 1]/total, 0)\"",
        "<repeat nodeset=\"/d/p\"><input ref=\"/d/p/x\"/></repeat>",
    );
    let plan = plan(&text);
    let mut filling = Filling::new(&plan, settings());
    take(
        &mut filling,
        "+ /d/p\n+ /d/p\n+ /d/p\n/d/p[1]/x = 1\n/d/p[2]/x = 2\n/d/p[3]/x = 3",
    );
    assert!(values(&filling).ends_with("p[3]/total=6"));
    take(&mut filling, "/d/p[1]/x = 10");
    assert!(values(&filling).ends_with("p[3]/total=15"));
}

#[test]
fn new_instances_run_their_events() {
    let text = form(
        "<p jr:template=\"\"><x/><note/></p><p><x/><note/></p>",
        "",
        "<repeat nodeset=\"/d/p\"><setvalue event=\"odk-new-repeat odk-instance-first-load\" ref=\"/d/p/x\" value=\"position(..) * 10\"/>
         <input ref=\"/d/p/x\"><setvalue event=\"xforms-value-changed\" ref=\"/d/p/note\">changed</setvalue></input></repeat>",
    );
    let plan = plan(&text);
    let mut filling = Filling::new(&plan, settings());
    take(&mut filling, "+ /d/p");
    assert_eq!(
        values(&filling),
        "p[1]/x=10 p[1]/note= p[2]/x=20 p[2]/note="
    );
    take(&mut filling, "/d/p[2]/x = 5");
    assert!(values(&filling).ends_with("p[1]/note= p[2]/x=5 p[2]/note=changed"));
}

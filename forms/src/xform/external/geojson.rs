//! GeoJSON: each feature is an item with its properties, `id` and `geometry`.

use serde_json::Value;

use crate::xform::model::Data;

/// None when it is no collection of features.
pub(super) fn read(text: &str) -> Option<Data> {
    let value: Value = serde_json::from_str(text).ok()?;
    let features = value.get("features")?.as_array()?;
    let rows: Vec<Vec<(String, String)>> = features.iter().map(feature).collect();
    Some(Data::table(rows.iter().map(|row| {
        row.iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
    })))
}

fn feature(feature: &Value) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    let geometry = feature.get("geometry").map(geometry).unwrap_or_default();
    cells.push(("geometry".to_owned(), geometry));
    if let Some(id) = feature.get("id") {
        cells.push(("id".to_owned(), plain(id)));
    }
    let properties = feature.get("properties").and_then(Value::as_object);
    for (name, value) in properties.into_iter().flatten() {
        if name != "geometry" && (name != "id" || feature.get("id").is_none()) {
            cells.push((name.clone(), plain(value)));
        }
    }
    cells
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// `latitude longitude 0 0`, several separated by `; `.
fn geometry(value: &Value) -> String {
    let coordinates = value.get("coordinates");
    let points: Vec<&Value> = match (value.get("type").and_then(Value::as_str), coordinates) {
        (Some("Point"), Some(point)) => vec![point],
        (Some("LineString"), Some(line)) => line.as_array().into_iter().flatten().collect(),
        (Some("Polygon"), Some(rings)) => {
            let outer = rings.as_array().and_then(|rings| rings.first());
            outer
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .collect()
        }
        _ => Vec::new(),
    };
    let text = |point: &&Value| {
        let at = |index| point.get(index).map(Value::to_string).unwrap_or_default();
        format!("{} {} 0 0", at(1), at(0))
    };
    points.iter().map(text).collect::<Vec<String>>().join("; ")
}

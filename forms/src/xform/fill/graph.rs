//! The order of evaluation: a task comes after everything it reads.

use super::outline::Outlines;
use super::plan::{Decides, Task};
use crate::xform::model::{NodeId, Shape};

/// Tasks that need each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Circle {
    pub(super) tasks: Vec<u32>,
}

/// Vertices: for each node whether it is relevant (with all above it) and what it says,
/// then the tasks.
struct Graph {
    next: Vec<Vec<u32>>,
    waits: Vec<u32>,
    nodes: u32,
}

impl Graph {
    fn edge(&mut self, from: u32, to: u32) {
        if let (Some(next), Some(waits)) = (
            self.next.get_mut(from as usize),
            self.waits.get_mut(to as usize),
        ) {
            next.push(to);
            *waits += 1;
        }
    }

    fn task(&self, vertex: u32) -> Option<u32> {
        vertex.checked_sub(2 * self.nodes)
    }
}

fn relevance(node: NodeId) -> u32 {
    2 * node.0
}

fn content(node: NodeId) -> u32 {
    2 * node.0 + 1
}

/// The tasks in an order in which each comes after what it reads.
pub(super) fn order(
    tasks: &[Task],
    outlines: &Outlines,
    shape: &Shape,
) -> Result<Vec<u32>, Circle> {
    let strict = sorted(&graph(tasks, outlines, shape, false));
    strict.or_else(|_| sorted(&graph(tasks, outlines, shape, true)))
}

/// `loose` lets repeat counts and choices depend on what they bring about.
fn graph(tasks: &[Task], outlines: &Outlines, shape: &Shape, loose: bool) -> Graph {
    let nodes = u32::try_from(shape.len()).unwrap_or(u32::MAX / 4);
    let size = 2 * shape.len() + tasks.len();
    let mut graph = Graph {
        next: vec![Vec::new(); size],
        waits: vec![0; size],
        nodes,
    };
    for (id, _) in shape.iter() {
        if let Some(parent) = outlines.parent(id) {
            graph.edge(relevance(parent), relevance(id));
        }
        graph.edge(relevance(id), content(id));
    }
    for (at, task) in (0..).zip(tasks) {
        let vertex = 2 * nodes + at;
        for read in &task.reads {
            // A calculation may look at its own value before it, e.g. to keep it.
            let own = task.decides == Decides::Calculate && read.node == task.node;
            if !read.picked && !own {
                graph.edge(content(read.node), vertex);
            }
        }
        match task.decides {
            Decides::Relevant => graph.edge(vertex, relevance(task.node)),
            Decides::Calculate => {
                graph.edge(relevance(task.node), vertex);
                graph.edge(vertex, content(task.node));
            }
            // A count may follow what its own repeat holds ("one more while they say yes"),
            // and two questions may each take a choice from the other.
            Decides::Count | Decides::Choices | Decides::Labels if loose => {}
            Decides::Count | Decides::Choices | Decides::Labels => {
                graph.edge(vertex, content(task.node));
            }
            Decides::Required | Decides::Readonly | Decides::Constraint => {}
        }
    }
    graph
}

fn sorted(graph: &Graph) -> Result<Vec<u32>, Circle> {
    let mut waits = graph.waits.clone();
    let mut ready: std::collections::VecDeque<u32> = (0..)
        .zip(&waits)
        .filter(|(_, waits)| **waits == 0)
        .map(|(vertex, _)| vertex)
        .collect();
    let mut order = Vec::new();
    let mut done = 0;
    while let Some(vertex) = ready.pop_front() {
        done += 1;
        order.extend(graph.task(vertex));
        for next in graph.next.get(vertex as usize).into_iter().flatten() {
            if let Some(waits) = waits.get_mut(*next as usize) {
                *waits -= 1;
                if *waits == 0 {
                    ready.push_back(*next);
                }
            }
        }
    }
    if done == waits.len() {
        return Ok(order);
    }
    Err(circle(graph, &waits))
}

/// One circle among the vertices that still wait: from each to one that waits before it,
/// until one comes again.
fn circle(graph: &Graph, waits: &[u32]) -> Circle {
    let waiting = |vertex: u32| waits.get(vertex as usize).is_some_and(|waits| *waits > 0);
    let mut before = vec![None; waits.len()];
    for (vertex, next) in (0_u32..).zip(&graph.next) {
        for to in next.iter().filter(|to| waiting(vertex) && waiting(**to)) {
            if let Some(slot) = before.get_mut(*to as usize) {
                *slot = Some(vertex);
            }
        }
    }
    let step = |vertex: u32| before.get(vertex as usize).copied().flatten();
    let mut at = (0..)
        .zip(&before)
        .find(|(_, before)| before.is_some())
        .map(|(vertex, _)| vertex);
    // After as many steps as there are vertices, we are inside a circle.
    for _ in 0..waits.len() {
        at = at.and_then(step);
    }
    let first = at;
    let mut tasks = Vec::new();
    while let Some(vertex) = at {
        tasks.extend(graph.task(vertex));
        at = step(vertex);
        if at == first {
            break;
        }
    }
    tasks.reverse();
    Circle { tasks }
}

namespace Panta.Workflows.Steps;

public sealed class WorkflowTests
{
    static Step Named(string name, params string[] needs) => new(name, (_, _) => Task.FromResult(new StepResult([]))) { Needs = [.. needs] };

    [Fact]
    public void Steps_run_after_what_they_need()
    {
        var workflow = new Workflow("w", Named("c", "b"), Named("b", "a"), Named("a"), Named("d"));

        Assert.Equal(["a", "b", "c", "d"], workflow.Steps.Select(step => step.Name));
    }

    [Fact]
    public void A_circle_is_named() =>
        Assert.Contains("in a circle: a, b", Assert.Throws<ArgumentException>(() => new Workflow("w", Named("a", "b"), Named("b", "a"))).Message);

    [Fact]
    public void A_need_that_is_no_step_is_named() =>
        Assert.Contains("Step 'a' needs 'z'", Assert.Throws<ArgumentException>(() => new Workflow("w", Named("a", "z"))).Message);

    [Fact]
    public void Two_steps_of_one_name_are_refused() => Assert.Throws<ArgumentException>(() => new Workflow("w", Named("a"), Named("a")));
}

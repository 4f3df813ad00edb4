using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Tests.Persistence;

public class RecordSchemaTests
{
    [Fact]
    public void Every_declarable_stage_is_a_choice()
    {
        var choices = RecordSchema.Of<IStage>()["oneOf"]!.AsArray().Select(choice => (string)choice!["$ref"]!);

        Assert.Equal(Stages.Declarable.Select(type => $"#/$defs/{type.Name}"), choices);
    }

    [Fact]
    public void Ranges_allowed_values_defaults_and_docs_come_from_the_record()
    {
        var properties = RecordSchema.Of<IStage>()["$defs"]!["LinearRegression"]!["properties"]!;

        Assert.Equal("""{"type":"number","description":"The share of the penalty on absolute values, 0 (ridge) to 1 (lasso). Default 0.","default":0,"minimum":0,"maximum":1}""",
            properties["elasticNetParam"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal("""["auto","normal","l-bfgs"]""", properties["solver"]!["enum"]!.ToJsonString());
        Assert.Equal("LinearRegression", (string?)properties["stage"]!["const"]);
    }

    [Fact]
    public void Unknown_keys_are_refused_and_required_ones_listed()
    {
        var assembler = RecordSchema.Of<IStage>()["$defs"]!["VectorAssembler"]!;

        Assert.False((bool)assembler["additionalProperties"]!);
        Assert.Equal("""["stage","inputCols"]""", assembler["required"]!.ToJsonString());
    }
}

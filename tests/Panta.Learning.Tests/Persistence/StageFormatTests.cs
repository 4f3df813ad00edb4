using Panta.Learning.Features;
using Panta.Learning.Linear;
using Panta.Learning.Persistence;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Tests.Persistence;

public class StageFormatTests
{
    [Fact]
    public void A_pipeline_written_as_yaml_reads_back_the_same()
    {
        var pipeline = new Pipeline(new VectorAssembler { InputCols = ["temp", "hum"], HandleInvalid = "keep" }, new LinearRegression { RegParam = 0.1 });

        var yaml = StageFormat.ToYaml(pipeline);

        Assert.Equal("""
            stage: Pipeline
            stages:
            - stage: VectorAssembler
              inputCols: [temp, hum]
              handleInvalid: keep
            - stage: LinearRegression
              regParam: 0.1

            """, yaml);
        Assert.Equal(StageFormat.ToJson(pipeline, defaults: true), StageFormat.ToJson(StageFormat.Read(yaml), defaults: true));
    }

    [Fact]
    public void Defaults_are_written_where_asked_for()
    {
        var json = StageFormat.ToJson(new VectorAssembler { InputCols = ["temp"] }, defaults: true);

        Assert.Contains("\"handleInvalid\": \"error\"", json);
    }

    [Fact]
    public void All_problems_are_reported_with_line_and_column()
    {
        var error = Assert.Throws<DocumentException>(() => StageFormat.Read("""
            stage: Pipeline
            stages:
            - stage: VectorAssembler
              inputColls: [temp]
            - stage: LinearRegression
              regParam: -1
              maxIter: many
            - stage: LinearRegresion
            """));

        Assert.Equal(
            [
                "/stages/0: line 3, column 3: VectorAssembler needs the key 'inputCols'.",
                "/stages/0/inputColls: line 4, column 3: 'inputColls' is no key of VectorAssembler. Did you mean 'inputCols'?",
                "/stages/1/regParam: line 6, column 3: The field regParam must be between 0 and 1.7976931348623157E+308.",
                "/stages/1/maxIter: line 7, column 3: is \"many\", but must be a whole number.",
                "/stages/2/stage: line 8, column 3: 'LinearRegresion' is no stage. Did you mean 'LinearRegression'?",
            ],
            error.Problems.Select(problem => problem.ToString()));
    }

    [Theory]
    [InlineData("a: 1\na: 2", "line 2, column 1: The key 'a' is there twice.")]
    [InlineData("a: &x 1\nb: *x", "Anchors and tags are not allowed.")]
    [InlineData("a: !!int 1", "Anchors and tags are not allowed.")]
    [InlineData("a: 1\n---\nb: 1", "A second document begins here")]
    [InlineData("a: [1, 2", "While parsing a flow sequence")]
    public void What_yaml_allows_and_files_do_not_need_is_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<DocumentException>(() => YamlDocument.Parse(text)).Message);

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Contains("nested deeper", Assert.Throws<DocumentException>(() => YamlDocument.Parse(new string('[', 1000))).Message);

    [Theory]
    [InlineData("true", "true")]
    [InlineData("1.50", "1.5")]
    [InlineData(".nan", "\"NaN\"")]
    [InlineData("'1'", "\"1\"")]
    [InlineData("2011-03-01", "\"2011-03-01\"")]
    [InlineData("~", null)]
    public void Scalars_follow_the_core_schema(string text, string? json) => Assert.Equal(json, YamlDocument.Parse(text).Root?.ToJsonString());

    [Theory]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("a: b")]
    [InlineData("- x")]
    [InlineData("two\nlines")]
    public void Text_that_looks_like_something_else_survives(string text)
    {
        var yaml = YamlDocument.Write(new System.Text.Json.Nodes.JsonObject { ["key"] = text });

        Assert.Equal(text, (string?)YamlDocument.Parse(yaml).Root!["key"]);
    }
}
